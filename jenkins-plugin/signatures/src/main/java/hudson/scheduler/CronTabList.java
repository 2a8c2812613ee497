package hudson.scheduler;

import java.util.Calendar;

public final class CronTabList {
    public String checkSanity() {
        throw new UnsupportedOperationException();
    }

    public static CronTabList create(String format, Hash hash) {
        throw new UnsupportedOperationException();
    }

    public boolean check(Calendar time) {
        throw new UnsupportedOperationException();
    }
}
