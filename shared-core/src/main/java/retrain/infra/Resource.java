package retrain.infra;

import java.util.Map;

/**
 * A resource of the stack.
 *
 * @param id its logical id, of {@link Ids}
 * @param comment what it is for: the line above it
 * @param properties texts, numbers, booleans, lists, maps with keys in their order, and the functions of {@link Cfn}
 * @param attributes what stands beside the properties: DeletionPolicy, DependsOn, Condition
 */
record Resource(
        String id, String type, String comment, Map<String, Object> properties, Map<String, Object> attributes) {
    Resource(String id, String type, String comment, Map<String, Object> properties) {
        this(id, type, comment, properties, Map.of());
    }
}
