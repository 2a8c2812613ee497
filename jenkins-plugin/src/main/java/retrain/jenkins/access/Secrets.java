package retrain.jenkins.access;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The texts to be masked in a log: each secret, each of its lines, and the forms it takes in addresses and headers. */
final class Secrets {
    /** Shorter texts are in every log by chance. */
    private static final int LEAST = 5;

    private Secrets() {}

    static List<String> of(Login login) {
        List<String> secrets = new ArrayList<>(List.of(login.secret()));
        login.keyId().ifPresent(secrets::add);
        login.session().ifPresent(secrets::add);
        return of(secrets);
    }

    /** {@return the texts, longest first, so that a part is not masked before the whole} */
    static List<String> of(Collection<String> secrets) {
        Set<String> texts = new LinkedHashSet<>();
        for (String secret : secrets) {
            add(texts, secret);
            secret.lines().forEach(line -> add(texts, line.strip()));
        }
        return texts.stream()
                .filter(text -> text.length() >= LEAST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    private static void add(Set<String> texts, String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        texts.add(secret);
        texts.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        texts.add(Base64.getEncoder().encodeToString(bytes));
        texts.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
}
