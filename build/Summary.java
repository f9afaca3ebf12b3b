import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The end of a verify: reads the reports the tests wrote, prints a row per module, every test NOT RUN with its reason, and the time table. Exits 1 where a
 * test failed, where none ran, or where one did not run for want of something that is required.
 */
void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    Path steps = Path.of(args[1]);
    long seconds = Long.parseLong(args[2]);
    Set<String> required = args.length < 4 || args[3].isBlank() ? Set.of() : Set.of(args[3].split(","));

    Map<String, int[]> modules = new TreeMap<>();
    List<String> notRun = new ArrayList<>();
    Set<String> missing = new TreeSet<>();
    try (Stream<Path> walk = Files.walk(root)) {
        for (Path report : walk.filter(file -> isReport(file)).sorted().toList()) {
            read(root, report, modules, notRun, missing, required);
        }
    }
    IO.println("");
    IO.println(String.format("%-34s %8s %8s %8s", "module", "run", "failed", "not run"));
    int run = 0;
    int failed = 0;
    for (Map.Entry<String, int[]> module : modules.entrySet()) {
        int[] n = module.getValue();
        IO.println(String.format("%-34s %8d %8d %8d", module.getKey(), n[0], n[1], n[2]));
        run += n[0];
        failed += n[1];
    }
    if (!notRun.isEmpty()) {
        IO.println("\nNOT RUN, and why:");
        notRun.forEach(line -> IO.println("  " + line));
    }
    List<String> again = secondAttempts(root);
    if (!again.isEmpty()) {
        IO.println("\nInfrastructure that came up only at the second attempt:");
        again.forEach(line -> IO.println("  " + line));
    }
    IO.println(String.format("%n%-46s %8s %8s  %s", "step", "took", "budget", ""));
    for (String line : Files.readAllLines(steps)) {
        String[] f = line.split("\t");
        boolean slow = Long.parseLong(f[1]) > Long.parseLong(f[2]) * 60;
        IO.println(String.format("%-46s %7ss %6sm  %s%s", f[0], f[1], f[2], f[3], slow ? "  OVER BUDGET" : ""));
    }
    IO.println(String.format("%-46s %7ss %6sm  %s", "total", seconds, 70, seconds > 70 * 60 ? "OVER BUDGET" : ""));
    if (!missing.isEmpty()) {
        IO.println("\nRequired here, yet NOT RUN for want of: " + String.join(", ", missing));
    }
    IO.println("\n" + (run - failed) + " passed, " + failed + " failed, " + notRun.size() + " skipped");
    if (failed > 0 || run == 0 || !missing.isEmpty()) {
        System.exit(1);
    }
}

/** What the tests of the severed cluster wrote down when something did not boot at first. */
static List<String> secondAttempts(Path root) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(root, 4)) {
        for (Path file : walk.filter(file -> file.endsWith("target/second-attempts.txt")).sorted().toList()) {
            lines.addAll(Files.readAllLines(file));
        }
    }
    return lines;
}

static boolean isReport(Path file) {
    String name = file.getFileName().toString();
    String folder = file.getParent() == null ? "" : String.valueOf(file.getParent().getFileName());
    return name.startsWith("TEST-") && name.endsWith(".xml") && (folder.equals("surefire-reports") || folder.equals("failsafe-reports"));
}

static void read(
        Path root, Path report, Map<String, int[]> modules, List<String> notRun, Set<String> missing, Set<String> required) {
    String module = root.relativize(report.getParent().getParent().getParent()).toString();
    int[] counts = modules.computeIfAbsent(module.isEmpty() ? "." : module, _ -> new int[3]);
    NodeList cases = parse(report).getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
        Element test = (Element) cases.item(i);
        NodeList skipped = test.getElementsByTagName("skipped");
        if (skipped.getLength() > 0) {
            counts[2]++;
            // @Disabled puts its reason in the attribute, a failed assumption in the text
            Element why = (Element) skipped.item(0);
            String reason = (why.getAttribute("message") + why.getTextContent()).lines().findFirst().orElse("no reason given");
            notRun.add(simple(test.getAttribute("classname")) + "." + test.getAttribute("name") + ": " + reason);
            // a reason reads "NOT RUN: <what is missing>: <why>"; without that form it counts against every requirement
            String want = reason.replaceFirst("^.*NOT RUN: *", "").toLowerCase(java.util.Locale.ROOT);
            required.stream().filter(name -> !reason.contains("NOT RUN:") || want.startsWith(name)).forEach(missing::add);
        } else {
            counts[0]++;
            if (test.getElementsByTagName("failure").getLength() + test.getElementsByTagName("error").getLength() > 0) {
                counts[1]++;
            }
        }
    }
}

static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
}

static Document parse(Path report) {
    try {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(report.toFile());
    } catch (IOException | org.xml.sax.SAXException | javax.xml.parsers.ParserConfigurationException e) {
        throw new IllegalStateException("unreadable test report " + report, e);
    }
}
