package canary.run;

import java.time.Instant;

class ReadsTheWallClock {
    Instant now = Instant.now();
}
