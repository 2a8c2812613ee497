package retrain.aws;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of a stream. */
final class S3Section extends FilterInputStream {
    private long left;

    S3Section(InputStream in, long length) {
        super(in);
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int n = super.read(into, at, (int) Math.min(length, left));
        left -= Math.max(n, 0);
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
