package retrain.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import retrain.local.RemoteTraining;
import retrain.local.RemoteTraining.Channel;
import retrain.local.RemoteTraining.Program;
import retrain.run.FileTree;
import retrain.spec.Spec;

/** Where in S3 the inputs and outputs of trainings are. Inputs are named by their contents, and written once. */
final class TrainingPlaces {
    private final String work;
    private final String region;
    private final S3Transfer transfer;

    TrainingPlaces(Spec spec, String region, S3Transfer transfer) {
        this.work = WorkFolder.of(spec);
        this.region = region;
        this.transfer = transfer;
    }

    String region() {
        return region;
    }

    /** {@return the prefix that SageMaker writes a folder for each job under} */
    String models() {
        return work + "/models";
    }

    String checkpoints(String job) {
        return work + "/checkpoints/" + job;
    }

    /** {@return the prefix of a channel's files} */
    String channel(Channel channel) {
        return work + "/channels/" + channel.name() + "-" + channel.digest().hex() + "/";
    }

    String program(Program program) {
        return work + "/code/" + program.digest().hex() + "/sourcedir.tar.gz";
    }

    /** Uploads what is not there. */
    void upload(RemoteTraining training, Path scratch) {
        for (Channel channel : training.channels()) {
            upload(training, channel, scratch.resolve("channel-" + channel.name()));
        }
        training.program().ifPresent(program -> {
            if (transfer.size(program(program)).isEmpty()) {
                transfer.upload(program.archive(), program(program));
            }
        });
    }

    private void upload(RemoteTraining training, Channel channel, Path folder) {
        String prefix = channel(channel);
        List<String> there = transfer.list(prefix);
        List<String> missing = channel.files().stream()
                .filter(file -> !there.contains(prefix + file))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(folder);
            training.write(channel, folder);
            missing.forEach(file -> transfer.upload(folder.resolve(file), prefix + file));
            FileTree.remove(folder);
        } catch (IOException e) {
            throw S3Failure.disk(folder, e);
        }
    }

    /** {@return the model.tar.gz of a job, here} */
    Path download(String address, Path scratch) {
        Path archive = scratch.resolve("sagemaker-model.tar.gz");
        transfer.download(address, archive);
        return archive;
    }
}
