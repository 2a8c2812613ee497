package retrain.aws;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * The container of SageMaker's built-in XGBoost, which trains and serves. Its accounts are those of the SageMaker Python SDK's {@code
 * image_uri_config/xgboost.json}.
 */
final class XgboostImage {
    /** XGBoost 3.0.5, which reads and writes the same models as the library here. */
    static final String VERSION = "3.0-5";

    static final String REPOSITORY = "sagemaker-xgboost";

    private static final Map<String, String> ACCOUNTS = new TreeMap<>(Map.ofEntries(
            Map.entry("af-south-1", "510948584623"),
            Map.entry("ap-east-1", "651117190479"),
            Map.entry("ap-northeast-1", "354813040037"),
            Map.entry("ap-northeast-2", "366743142698"),
            Map.entry("ap-northeast-3", "867004704886"),
            Map.entry("ap-south-1", "720646828776"),
            Map.entry("ap-south-2", "628508329040"),
            Map.entry("ap-southeast-1", "121021644041"),
            Map.entry("ap-southeast-2", "783357654285"),
            Map.entry("ap-southeast-3", "951798379941"),
            Map.entry("ap-southeast-4", "106583098589"),
            Map.entry("ca-central-1", "341280168497"),
            Map.entry("ca-west-1", "190319476487"),
            Map.entry("cn-north-1", "450853457545"),
            Map.entry("cn-northwest-1", "451049120500"),
            Map.entry("eu-central-1", "492215442770"),
            Map.entry("eu-central-2", "680994064768"),
            Map.entry("eu-north-1", "662702820516"),
            Map.entry("eu-south-1", "978288397137"),
            Map.entry("eu-south-2", "104374241257"),
            Map.entry("eu-west-1", "141502667606"),
            Map.entry("eu-west-2", "764974769150"),
            Map.entry("eu-west-3", "659782779980"),
            Map.entry("il-central-1", "898809789911"),
            Map.entry("me-central-1", "272398656194"),
            Map.entry("me-south-1", "801668240914"),
            Map.entry("sa-east-1", "737474898029"),
            Map.entry("us-east-1", "683313688378"),
            Map.entry("us-east-2", "257758044811"),
            Map.entry("us-gov-east-1", "237065988967"),
            Map.entry("us-gov-west-1", "414596584902"),
            Map.entry("us-iso-east-1", "833128469047"),
            Map.entry("us-isob-east-1", "281123927165"),
            Map.entry("us-isof-east-1", "108575199400"),
            Map.entry("us-isof-south-1", "124985052026"),
            Map.entry("us-west-1", "746614075791"),
            Map.entry("us-west-2", "246618743249")));

    private XgboostImage() {}

    /**
     * {@return the image's address in a region}
     *
     * @param where the key that names another image
     */
    static String of(Region region, String where) {
        String account = Optional.ofNullable(ACCOUNTS.get(region.id()))
                .orElseThrow(() -> new InvalidInput(
                        Code.SPEC_CONTRADICTION,
                        where,
                        "no address of SageMaker's XGBoost is known in the region " + region.id(),
                        "Write it: '" + where + ": <account>.dkr.ecr." + region.id() + ".<domain>/" + REPOSITORY + ":"
                                + VERSION + "'"));
        String domain = PartitionMetadata.of(region).dnsSuffix();
        return account + ".dkr.ecr." + region.id() + "." + domain + "/" + REPOSITORY + ":" + VERSION;
    }
}
