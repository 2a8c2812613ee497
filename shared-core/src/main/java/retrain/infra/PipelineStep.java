package retrain.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A step of a pipeline of SageMaker. */
interface PipelineStep {
    String name();

    /** {@return the step as the definition has it, once all other steps have said what they want of it} */
    Map<String, Object> json();

    /** {@return a reference to a value that is known when the pipeline runs} */
    static Map<String, Object> get(String path) {
        return Map.of("Get", path);
    }

    /** {@return a parameter of the execution} */
    static Map<String, Object> parameter(String name) {
        return get("Parameters." + name);
    }

    /** {@return texts and references as one text} */
    static Map<String, Object> join(String between, Object... values) {
        return Map.of("Std:Join", Cfn.map("On", between, "Values", List.of(values)));
    }

    private static Map<String, Object> begin(String name, String type, Object arguments, List<String> after) {
        Map<String, Object> step = Cfn.map("Name", name, "Type", type, "Arguments", arguments);
        if (!after.isEmpty()) {
            step.put("DependsOn", after);
        }
        return step;
    }

    /** A call of a function, with texts alone; it has so many outputs as are asked for. */
    final class Call implements PipelineStep {
        private final String name;
        private final String function;
        private final Map<String, Object> request;
        private final List<String> after;
        private final Set<String> outputs = new LinkedHashSet<>();

        /**
         * @param function its ARN
         * @param request what it is asked, without the outputs
         */
        Call(String name, String function, Map<String, Object> request, List<String> after) {
            this.name = name;
            this.function = function;
            this.request = request;
            this.after = after;
        }

        @Override
        public String name() {
            return name;
        }

        /** {@return a reference to a value of the answer, by its path as {@link FlatAnswer} has it} */
        Map<String, Object> output(String... path) {
            String key = String.join(FlatAnswer.SEPARATOR, path);
            outputs.add(key);
            return get("Steps." + name + ".OutputParameters['" + key + "']");
        }

        @Override
        public Map<String, Object> json() {
            Map<String, Object> arguments = new LinkedHashMap<>(request);
            if (!outputs.isEmpty()) {
                arguments.put("answer", String.join(",", outputs));
            }
            Map<String, Object> step = begin(name, "Lambda", arguments, after);
            step.put("FunctionArn", function);
            step.put("OutputParameters", declared(outputs));
            return step;
        }
    }

    private static List<Map<String, Object>> declared(Iterable<String> outputs) {
        List<Map<String, Object>> all = new ArrayList<>();
        outputs.forEach(output -> all.add(Cfn.map("OutputName", output, "OutputType", "String")));
        return all;
    }

    /**
     * A job of SageMaker.
     *
     * @param type Training, Tuning, Transform, Processing, RegisterModel
     * @param cached whether what it made of the same arguments within 30 days is taken instead
     */
    record Job(
            String name,
            String type,
            Map<String, Object> arguments,
            boolean cached,
            List<Map<String, Object>> retries,
            List<String> after)
            implements PipelineStep {
        /** {@return a reference to the name that SageMaker gives it} */
        Map<String, Object> ownName() {
            String kind = type.equals("Tuning") ? "HyperParameterTuning" : type;
            return get("Steps." + name + "." + kind + "JobName");
        }

        @Override
        public Map<String, Object> json() {
            Map<String, Object> step = begin(name, type, arguments, after);
            if (cached) {
                step.put("CacheConfig", Cfn.map("Enabled", true, "ExpireAfter", "30d"));
            }
            step.put("RetryPolicies", retries);
            return step;
        }
    }

    /** A person, who is told through a queue, and answers to SageMaker. */
    record Callback(String name, String queue, Map<String, Object> arguments, List<String> after)
            implements PipelineStep {
        @Override
        public Map<String, Object> json() {
            Map<String, Object> step = begin(name, "Callback", arguments, after);
            step.put("SqsQueueUrl", queue);
            step.put("OutputParameters", List.of());
            return step;
        }
    }

    /** One way or the other; conditions in conditions are not allowed. */
    record Condition(
            String name, Map<String, Object> condition, List<PipelineStep> ifSteps, List<PipelineStep> elseSteps)
            implements PipelineStep {
        static Map<String, Object> equal(Object left, Object right) {
            return Cfn.map("Type", "Equals", "LeftValue", left, "RightValue", right);
        }

        static Map<String, Object> in(Object value, List<Object> values) {
            return Cfn.map("Type", "In", "QueryValue", value, "Values", values);
        }

        @Override
        public Map<String, Object> json() {
            return begin(
                    name,
                    "Condition",
                    Cfn.map("Conditions", List.of(condition), "IfSteps", all(ifSteps), "ElseSteps", all(elseSteps)),
                    List.of());
        }

        private static List<Map<String, Object>> all(List<PipelineStep> steps) {
            return steps.stream().map(PipelineStep::json).toList();
        }
    }

    /** The end of an execution that has failed. */
    record Fail(String name, Object message, List<String> after) implements PipelineStep {
        @Override
        public Map<String, Object> json() {
            return begin(name, "Fail", Cfn.map("ErrorMessage", message), after);
        }
    }
}
