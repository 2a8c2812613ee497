package retrain.spec;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/** Reads YAML into a {@link Tree}. Only SnakeYAML's composer is used: no object of the user's choice is ever made. */
final class YamlFile {
    private static final int MOST_BYTES = 4 << 20;
    private static final int DEEPEST = 50;
    private static final int MOST_NODES = 100_000;

    private final String file;
    private final List<Problem> problems;
    private int nodes;

    private YamlFile(String file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** {@return the file's mapping; keys that stand there twice are added to the problems} */
    static Tree.Mapping read(Path path, List<Problem> problems) {
        String file = String.valueOf(path.getFileName());
        Tree tree = parse(file, text(path, file), problems);
        if (tree instanceof Tree.Mapping mapping) {
            return mapping;
        }
        boolean empty = tree instanceof Tree.Scalar scalar && scalar.kind() == Tree.Kind.NULL;
        throw unreadable(
                tree.place().toString(),
                empty ? "is empty" : "is " + tree.described() + ", not a mapping of keys",
                "Begin it with 'model: <name>', or have it written by retrain:init");
    }

    /** {@return the texts of a file that is not the spec, by their paths: {@code outs[0].md5}} */
    static Map<String, String> flat(Path path) {
        List<Problem> problems = new ArrayList<>();
        Map<String, String> flat = new LinkedHashMap<>();
        String file = String.valueOf(path.getFileName());
        flatten(parse(file, text(path, file), problems), "", flat);
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return flat;
    }

    private static void flatten(Tree tree, String path, Map<String, String> flat) {
        if (tree instanceof Tree.Mapping mapping) {
            mapping.entries().forEach(e -> flatten(e.value(), path.isEmpty() ? e.key() : path + "." + e.key(), flat));
        } else if (tree instanceof Tree.Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                flatten(sequence.items().get(i), path + "[" + i + "]", flat);
            }
        } else if (tree instanceof Tree.Scalar scalar) {
            flat.put(path, scalar.text());
        }
    }

    static Tree parse(String file, String text, List<Problem> problems) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(100);
        try {
            ParserImpl parser = new ParserImpl(new StreamReader(new StringReader(text)), options);
            @Nullable Node node = new Composer(parser, new Untyped(), options).getSingleNode();
            return node == null
                    ? new Tree.Scalar("", Tree.Kind.NULL, new Place(file, 1, 1))
                    : new YamlFile(file, problems).tree(node, 0);
        } catch (MarkedYAMLException e) {
            Place place = place(file, e.getProblemMark());
            throw unreadable(
                    place.toString(), "is not YAML: " + e.getProblem(), "Mend the indentation or quotes there");
        } catch (ReaderException e) {
            throw unreadable(
                    place(file, text, e.getPosition()).toString(),
                    "is not YAML: there is a character that cannot be printed, U+"
                            + String.format(Locale.ROOT, "%04X", e.getCodePoint()),
                    "Remove it");
        } catch (YAMLException e) {
            throw unreadable(file, "is not YAML: " + e.getMessage(), "Mend it");
        }
    }

    private Tree tree(Node node, int depth) {
        Place place = place(file, node.getStartMark());
        if (depth > DEEPEST || ++nodes > MOST_NODES) {
            throw unreadable(place.toString(), "is nested too deeply, or refers to itself", "Write it without anchors");
        }
        if (node instanceof ScalarNode scalar) {
            return new Tree.Scalar(scalar.getValue(), kind(scalar), place);
        }
        if (node instanceof SequenceNode sequence) {
            List<Tree> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(tree(item, depth + 1));
            }
            return new Tree.Sequence(items, place);
        }
        return mapping((MappingNode) node, place, depth);
    }

    private Tree.Mapping mapping(MappingNode node, Place place, int depth) {
        List<Tree.Entry> entries = new ArrayList<>();
        Map<String, Place> seen = new HashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Place at = place(file, tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                problems.add(new Problem(
                        Code.SPEC_UNREADABLE, at.toString(), "the key is not a text", "Write a word before the colon"));
                continue;
            }
            Place before = seen.putIfAbsent(name.getValue(), at);
            if (before != null) {
                problems.add(new Problem(
                        Code.SPEC_CONTRADICTION,
                        at.toString(),
                        "the key '" + name.getValue() + "' stands here again; it was given in line " + before.line(),
                        "Remove one of them"));
                continue;
            }
            entries.add(new Tree.Entry(name.getValue(), at, tree(tuple.getValueNode(), depth + 1)));
        }
        return new Tree.Mapping(entries, place);
    }

    /**
     * By YAML 1.2's core schema: 'no' is a text, 010 is ten, and 1:30 is no number. Hexadecimal, octal and infinite numbers, which no
     * key takes, stay texts.
     */
    private static Tree.Kind kind(ScalarNode scalar) {
        return scalar.isPlain() ? Overrides.kind(scalar.getValue()) : Tree.Kind.TEXT;
    }

    private static Place place(String file, @Nullable Mark mark) {
        return mark == null ? new Place(file, 0, 0) : new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** SnakeYAML refuses such characters before it counts lines. */
    private static Place place(String file, String text, int index) {
        String before = text.substring(0, Math.min(index, text.length()));
        int lines = (int) before.chars().filter(c -> c == '\n').count();
        return new Place(file, lines + 1, before.length() - before.lastIndexOf('\n'));
    }

    private static String text(Path path, String file) {
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw unreadable(file, "is larger than 4 MB", "Name the spec, not a data file, with -Dretrain.config");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw unreadable(file, "is not UTF-8", "Save it as UTF-8");
        } catch (NoSuchFileException e) {
            throw unreadable(
                    path.toString(),
                    "there is no such file",
                    "Write one with retrain:init -Dretrain.data=<file>, or name it with -Dretrain.config");
        } catch (IOException e) {
            throw unreadable(path.toString(), "cannot be read (" + e + ")", "Make it a readable file");
        }
    }

    private static InvalidInput unreadable(String where, String what, String cure) {
        return new InvalidInput(Code.SPEC_UNREADABLE, where, what, cure);
    }

    /** Leaves every scalar the text it is: the patterns of SnakeYAML's own are YAML 1.1's, and take long to compile. */
    private static final class Untyped extends Resolver {
        @Override
        protected void addImplicitResolvers() {}
    }
}
