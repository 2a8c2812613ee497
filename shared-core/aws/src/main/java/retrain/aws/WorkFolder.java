package retrain.aws;

import java.util.Optional;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.Spec;

/** The folder in S3 for what jobs read and write, without a slash at its end: {@code aws.work}, else {@code work} in a store that is in S3. */
final class WorkFolder {
    private WorkFolder() {}

    /** {@return the folder, if there is one} */
    static Optional<String> find(Spec spec) {
        return spec.aws()
                .work()
                .or(() -> spec.storesInS3() ? Optional.of(withoutSlash(spec.store()) + "/work") : Optional.empty())
                .map(WorkFolder::withoutSlash);
    }

    /** {@return the folder; throws {@link InvalidInput} if there is none} */
    static String of(Spec spec) {
        return find(spec)
                .orElseThrow(() -> new InvalidInput(
                        Code.SPEC_CONTRADICTION,
                        "aws.work",
                        "is not there, and the store is not in S3",
                        "Add 'aws: {work: s3://bucket/prefix}'"));
    }

    private static String withoutSlash(String address) {
        return address.replaceAll("/+$", "");
    }
}
