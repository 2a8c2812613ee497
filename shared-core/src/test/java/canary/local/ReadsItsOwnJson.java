package canary.local;

import com.fasterxml.jackson.core.JsonFactory;

class ReadsItsOwnJson {
    JsonFactory own = new JsonFactory();
}
