package retrain.promote;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Which variant a unit gets: a pure function of the test's name, the unit's id and the shares, so that a unit keeps its variant for as
 * long as the
 * shares stay, whoever asks and wherever.
 *
 * <p>The place of a unit is a number from 0 to 1: the first 52 bits of SHA-256 of {@code <test>:<unit>} in UTF-8, as a fraction. The
 * variants share
 * the numbers from 0 to 1 in the reverse of their order, so that the last begins at 0: a challenger that gets a greater share keeps the
 * units it has.
 */
public final class Assignment {
    private static final int BITS = 52;

    private Assignment() {}

    /** {@return the name of the test of these variants, by which units are assigned: the same for every share} */
    public static String test(String model, List<Variant> variants) {
        StringBuilder name = new StringBuilder(model);
        for (Variant variant : variants) {
            name.append('-').append(variant.name());
        }
        return name.toString();
    }

    /** {@return the place of a unit, from 0 to less than 1} */
    public static double place(String test, String unit) {
        byte[] digest = sha256().digest((test + ":" + unit).getBytes(StandardCharsets.UTF_8));
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bits = bits << Byte.SIZE | (digest[i] & 0xff);
        }
        return (bits >>> (Long.SIZE - BITS)) * 0x1p-52;
    }

    /**
     * {@return the index of the variant that a unit gets}
     *
     * @param weights of the variants, the champion's first, 1 together; those of shadows left out
     */
    public static int of(String test, String unit, double[] weights) {
        double place = place(test, unit);
        double end = 0;
        for (int i = weights.length - 1; i > 0; i--) {
            end += weights[i];
            if (place < end) {
                return i;
            }
        }
        return 0;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
