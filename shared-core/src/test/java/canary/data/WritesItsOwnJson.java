package canary.data;

import com.fasterxml.jackson.core.JsonFactory;

class WritesItsOwnJson {
    JsonFactory own = new JsonFactory();
}
