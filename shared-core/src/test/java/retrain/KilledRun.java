package retrain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import retrain.HaltingStore.Fuse;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.promote.Deployer;
import retrain.registry.ModelVersion;
import retrain.run.Context;
import retrain.run.Store;
import retrain.spec.PromoteSpec;
import retrain.spec.Spec;

/** A process that runs a project and dies at one of its writes: of the ledger, the store or the deployment. */
final class KilledRun {
    private KilledRun() {}

    /** Arguments: project, write to die at (0: live on), "before" or "after", id of the run to go on with (may be empty), command. */
    public static void main(String[] args) {
        Fuse fuse = Fuse.halting(Integer.parseInt(args[1]), args[2].equals("before"));
        Command command = args.length > 4 ? Command.valueOf(args[4]) : Command.RUN;
        run(Path.of(args[0]), new Mortal(Ports.embedded(), fuse), args[3], command);
    }

    /** Runs a project to its end, and calls after each write, with its number. */
    static Outcome recorded(Path project, IntConsumer after) {
        return run(project, new Mortal(Ports.embedded(), Fuse.recording(after)), "");
    }

    static Outcome run(Path project, Ports ports, String run) {
        return run(project, ports, run, Command.RUN);
    }

    static Outcome run(Path project, Ports ports, String run, Command command) {
        Map<Option, String> options = new HashMap<>();
        options.put(Option.RUN, run);
        return new Retrain(trainings(project), ports)
                .execute(new Request(command, options, project, project.resolve("out"), "test"));
    }

    /** Notes each training and each trial whose last round was done, in files that outlive the process. */
    static Observer trainings(Path project) {
        return event -> {
            if (event instanceof Event.Progressed p
                    && p.allocation().unit().equals("rounds")
                    && p.done() == p.allocation().total()) {
                if (p.allocation().stage().equals("train")) {
                    note(project.resolve("trainings"), "x");
                } else if (p.allocation().stage().equals("tune")) {
                    note(project.resolve("trials"), p.allocation().description() + "\n");
                }
            }
        };
    }

    private static void note(Path file, String what) {
        try {
            Files.writeString(file, what, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Mortal extends OtherPorts {
        private final Fuse fuse;

        Mortal(Ports ports, Fuse fuse) {
            super(ports);
            this.fuse = fuse;
        }

        @Override
        public Store store(Spec spec, Path folder) {
            return new HaltingStore(super.store(spec, folder), fuse);
        }

        @Override
        public Deployer deployer(Spec spec, Context context) {
            return new MortalDeployer(super.deployer(spec, context), fuse);
        }
    }

    private record MortalDeployer(Deployer deployer, Fuse fuse) implements Deployer {
        @Override
        public Path stage(PromoteSpec spec, Path base, ModelVersion version, Path model, Optional<Double> threshold) {
            return fuse.burn(() -> deployer.stage(spec, base, version, model, threshold));
        }

        @Override
        public void activate(PromoteSpec spec, Path base, ModelVersion version) {
            fuse.burn(() -> deployer.activate(spec, base, version));
        }

        @Override
        public Optional<Integer> active(PromoteSpec spec, Path base, String model) {
            return deployer.active(spec, base, model);
        }

        @Override
        public boolean serves(PromoteSpec spec, Path base, ModelVersion version) {
            return deployer.serves(spec, base, version);
        }

        @Override
        public String location(PromoteSpec spec, Path base, String model) {
            return deployer.location(spec, base, model);
        }
    }
}
