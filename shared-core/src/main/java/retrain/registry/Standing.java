package retrain.registry;

import java.util.Optional;

/**
 * Who is what, by one look at the audit chain.
 *
 * @param champion the version that is champion, if one is
 * @param challenge the test that runs, if one does
 * @param last the number of the chain's last entry; 0 if it has none
 */
public record Standing(Optional<ModelVersion> champion, Optional<Challenge> challenge, int last) {}
