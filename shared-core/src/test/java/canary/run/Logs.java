package canary.run;

import java.util.logging.Logger;

class Logs {
    Logger logger = Logger.getLogger("canary");
}
