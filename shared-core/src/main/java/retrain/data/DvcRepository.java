package retrain.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import retrain.data.DvcRemote.Place;
import retrain.run.RemoteFiles;

/**
 * Where a repository of DVC keeps contents: its cache, then its remotes, the default one first. Each may have the layout of DVC 3 and
 * that of the versions before.
 */
final class DvcRepository {
    private static final Pattern SECTION = Pattern.compile("\\[\\s*'?\\s*(\\w+)(?:\\s+\"(.*)\")?\\s*'?\\s*]");
    private static final Pattern ENTRY = Pattern.compile("([^=#;]+?)\\s*=\\s*(.*?)\\s*");
    private static final List<String> LAYOUTS = List.of("files/md5/", "");

    private final List<Place> places = new ArrayList<>();
    private final List<DvcRemote> remotes;

    private DvcRepository(List<DvcRemote> remotes) {
        this.remotes = remotes;
    }

    /** {@return the repository that a folder belongs to; one without cache and remotes if it belongs to none} */
    static DvcRepository around(Path folder, List<DvcRemote> remotes) throws IOException {
        DvcRepository repository = new DvcRepository(remotes);
        for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(".dvc"))) {
                repository.configure(at.resolve(".dvc"));
                break;
            }
        }
        return repository;
    }

    private void configure(Path own) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : List.of("config", "config.local")) {
            Path file = own.resolve(name);
            if (Files.isRegularFile(file)) {
                read(Files.readAllLines(file), settings);
            }
        }
        Path cache = own.resolve(settings.getOrDefault("cache.dir", "cache")).normalize();
        places.add(new Place("", cache.toString(), RemoteFiles.Access.usual()));
        String first = settings.getOrDefault("core.remote", "");
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            if (setting.getKey().startsWith("remote.") && setting.getKey().endsWith(".url")) {
                String name = setting.getKey()
                        .substring("remote.".length(), setting.getKey().length() - ".url".length());
                boolean here = !setting.getValue().contains("://");
                String url = here ? own.resolve(setting.getValue()).normalize().toString() : setting.getValue();
                places.add(name.equals(first) ? 1 : places.size(), new Place(name, url, access(name, settings)));
            }
        }
    }

    private static RemoteFiles.Access access(String remote, Map<String, String> settings) {
        String section = "remote." + remote + ".";
        return new RemoteFiles.Access(
                Optional.ofNullable(settings.get(section + "endpointurl")),
                Optional.ofNullable(settings.get(section + "region")),
                Optional.ofNullable(settings.get(section + "profile")));
    }

    private static void read(List<String> lines, Map<String, String> settings) {
        String section = "";
        for (String line : lines) {
            Matcher head = SECTION.matcher(line.strip());
            Matcher entry = ENTRY.matcher(line.strip());
            if (head.matches()) {
                section = head.group(1) + (head.group(2) == null ? "" : "." + head.group(2));
            } else if (entry.matches()) {
                settings.put(section + "." + entry.group(1), entry.group(2).replaceAll("^([\"'])(.*)\\1$", "$2"));
            }
        }
    }

    /** {@return how many places there are to look for a content} */
    int places() {
        return places.size() * LAYOUTS.size();
    }

    /**
     * {@return files that should have the contents, not verified, by the MD5; without those that are not kept there}
     *
     * @param place from 0
     * @param md5s of the contents; of a folder's list with {@code .dir} at its end
     * @param only the remote they are kept in; absent: any
     */
    Map<String, Path> find(int place, List<String> md5s, Optional<String> only) {
        Place at = places.get(place / LAYOUTS.size());
        Map<String, String> objects = new LinkedHashMap<>();
        for (String md5 : md5s) {
            String path = md5.substring(0, 2) + "/" + md5.substring(2);
            objects.put(LAYOUTS.get(place % LAYOUTS.size()) + path, md5);
        }
        Map<String, Path> found = new HashMap<>();
        for (DvcRemote remote : remotes) {
            if (isMeant(at, only) && remote.reads(at.url())) {
                remote.fetch(at, List.copyOf(objects.keySet()))
                        .forEach((object, file) -> found.put(objects.getOrDefault(object, ""), file));
                break;
            }
        }
        return found;
    }

    /** {@return a file that should have the content, as of several} */
    Optional<Path> find(int place, String md5, Optional<String> only) {
        return Optional.ofNullable(find(place, List.of(md5), only).get(md5));
    }

    private static boolean isMeant(Place place, Optional<String> only) {
        return place.remote().isEmpty() || only.isEmpty() || only.get().equals(place.remote());
    }

    /** {@return the remotes that may have the content but cannot be read here, for people} */
    List<String> unread(Optional<String> only) {
        List<String> unread = new ArrayList<>();
        for (Place place : places) {
            if (isMeant(place, only) && remotes.stream().noneMatch(r -> r.reads(place.url()))) {
                unread.add(place.shown());
            }
        }
        return unread;
    }
}
