import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Matches lines as Hive's RegexSerDe does: DOTALL, the whole line. Text goes in and out in base64, a line of output for a line of
 * input: the captures divided by blanks, ~ for a group that took no part; nothing where the line does not match.
 * As a second argument "time" prints the nanoseconds of the fastest of twenty matches instead, of many more where those were slow:
 * on a busy machine the compiler and the scheduler take their share of every single run. "steps" prints how many characters the
 * match looked at, which is the same on every machine.
 */
public class RegexCheck {
  static final long SLOW = 2_500_000;
  static final long BUDGET = 300_000_000;

  public static void main(String[] arguments) throws Exception {
    String[] input = Files.readString(Path.of(arguments[0])).split("\n", -1);
    String wanted = arguments.length > 1 ? arguments[1] : "captures";
    Runnable work = () -> {
      Pattern pattern = Pattern.compile(text(input[0]), Pattern.DOTALL);
      Arrays.stream(input).skip(1).map(RegexCheck::text).forEach(line -> System.out.println(switch (wanted) {
        case "time" -> nanoseconds(pattern, line);
        case "steps" -> steps(pattern, line);
        default -> captures(pattern, line);
      }));
    };
    Thread thread = new Thread(null, work, "small stack", 256 * 1024);
    Throwable[] failure = new Throwable[1];
    thread.setUncaughtExceptionHandler((owner, error) -> failure[0] = error);
    thread.start();
    thread.join();
    if (failure[0] != null) {
      System.err.println(failure[0]);
      System.exit(1);
    }
  }

  static String captures(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.matches()) return "";
    StringBuilder out = new StringBuilder();
    for (int group = 1; group <= matcher.groupCount(); group++) {
      String value = matcher.group(group);
      out.append(group == 1 ? "" : " ")
          .append(value == null ? "~" : "=" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
    }
    return out.toString();
  }

  static long nanoseconds(Pattern pattern, String line) {
    long best = Long.MAX_VALUE;
    for (int run = 0; run < 20 || (best > SLOW && run * best < BUDGET); run++) {
      long start = System.nanoTime();
      pattern.matcher(line).matches();
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }

  static long steps(Pattern pattern, String line) {
    long[] steps = new long[1];
    pattern.matcher(new CharSequence() {
      public char charAt(int index) {
        steps[0]++;
        return line.charAt(index);
      }

      public int length() {
        return line.length();
      }

      public CharSequence subSequence(int start, int end) {
        return line.subSequence(start, end);
      }
    }).matches();
    return steps[0];
  }

  static String text(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
