package retrain.aws;

import java.util.List;
import java.util.Map;

/**
 * What a job of Glue is told, as the JSON file whose address is its argument {@code --retrain-plan}.
 *
 * @param sources the addresses of each source's files
 * @param partitions the columns that the addresses of a source's files tell, as {@code year=2013/}: texts
 * @param sql of a generated job: the SELECT in Spark's words; else empty
 * @param output the address below which it writes its rows
 */
record GluePlan(
        String job,
        Map<String, List<String>> sources,
        Map<String, List<String>> partitions,
        String sql,
        String output) {}
