package canary.run;

import org.yaml.snakeyaml.Yaml;

class ReadsYaml {
    Yaml own = new Yaml();
}
