import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.api.FieldSchema;
import org.apache.hadoop.hive.metastore.api.SerDeInfo;
import org.apache.hadoop.hive.metastore.api.StorageDescriptor;
import org.apache.hadoop.hive.metastore.api.Table;
import org.apache.hadoop.hive.ql.Driver;
import org.apache.hadoop.hive.ql.metadata.Hive;
import org.apache.hadoop.hive.ql.session.SessionState;
import org.apache.hadoop.hive.serde2.DefaultFetchFormatter;
import org.apache.hadoop.hive.serde2.FetchFormatter;
import org.apache.hadoop.hive.serde2.SerDeUtils;
import org.apache.hadoop.hive.serde2.objectinspector.ObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.PrimitiveObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.StructField;
import org.apache.hadoop.hive.serde2.objectinspector.StructObjectInspector;

/**
 * Hive's own driver with an embedded metastore, behind HTTP: POST a statement, get {"error", "rows", "databases"}.
 * Each row has Hive's "text" and its "columns"; "databases" is the whole catalog, its tables in the shape of Glue's TableInput.
 * The driver also answers a SELECT without aggregation, reading through the SerDe of the table.
 */
public class HiveServer {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] arguments) throws Exception {
    HiveConf conf = new HiveConf();
    conf.set(SerDeUtils.LIST_SINK_OUTPUT_FORMATTER, Rows.class.getName());
    SessionState.start(conf);
    SessionState state = SessionState.get();
    int port = Integer.parseInt(arguments[0]);
    // The default executor runs all handlers on one thread, which is what Hive's thread-bound state asks for.
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/", exchange -> {
      SessionState.setCurrentSessionState(state);
      answer(exchange, conf);
    });
    server.start();
  }

  private static void answer(HttpExchange exchange, HiveConf conf) throws IOException {
    String sql = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, Object> answer = new LinkedHashMap<>();
    try {
      answer.putAll(run(conf, sql));
      answer.put("databases", databases(Hive.get(conf)));
    } catch (Throwable e) {
      answer.put("error", String.valueOf(e));
    }
    byte[] body = JSON.writeValueAsBytes(answer);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static Map<String, Object> run(HiveConf conf, String sql) throws Exception {
    Map<String, Object> answer = new LinkedHashMap<>();
    List<Object> rows = new ArrayList<>();
    Driver driver = new Driver(conf);
    try {
      var response = driver.run(sql);
      boolean failed = response.getResponseCode() != 0;
      answer.put("error", failed ? String.valueOf(response.getErrorMessage()) : null);
      if (!failed && driver.getSchema() != null && driver.getSchema().getFieldSchemasSize() > 0) {
        List<Object> page = new ArrayList<>();
        while (driver.getResults(page)) {
          rows.addAll(page);
          page.clear();
        }
      }
    } finally {
      driver.close();
    }
    answer.put("rows", rows);
    return answer;
  }

  private static List<Object> databases(Hive hive) throws Exception {
    List<Object> databases = new ArrayList<>();
    for (String name : hive.getAllDatabases()) {
      List<Object> tables = new ArrayList<>();
      for (String table : hive.getAllTables(name)) tables.add(table(hive.getTable(name, table).getTTable()));
      databases.add(filled("Name", name, "Description", hive.getDatabase(name).getDescription(), "Tables", tables));
    }
    return databases;
  }

  private static Map<String, Object> table(Table table) {
    return filled(
        "Name", table.getTableName(),
        "Owner", table.getOwner(),
        "TableType", table.getTableType(),
        "Retention", table.getRetention(),
        "Parameters", table.getParameters(),
        "PartitionKeys", columns(table.getPartitionKeys()),
        "StorageDescriptor", storage(table.getSd()));
  }

  private static Map<String, Object> storage(StorageDescriptor storage) {
    SerDeInfo serde = storage.getSerdeInfo();
    return filled(
        "Columns", columns(storage.getCols()),
        "Location", storage.getLocation(),
        "InputFormat", storage.getInputFormat(),
        "OutputFormat", storage.getOutputFormat(),
        "Compressed", storage.isCompressed(),
        "NumberOfBuckets", storage.getNumBuckets(),
        "StoredAsSubDirectories", storage.isStoredAsSubDirectories(),
        "Parameters", storage.getParameters(),
        "SerdeInfo", filled("SerializationLibrary", serde.getSerializationLib(), "Parameters", serde.getParameters()));
  }

  private static List<Object> columns(List<FieldSchema> fields) {
    List<Object> columns = new ArrayList<>();
    for (FieldSchema field : fields)
      columns.add(filled("Name", field.getName(), "Type", field.getType(), "Comment", field.getComment()));
    return columns;
  }

  /** A map of the keys that have a value: Glue leaves out what is not there. */
  private static Map<String, Object> filled(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2)
      if (keysAndValues[i + 1] != null) map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    return map;
  }

  /** A row as Hive's own text, which writes NULL like the text NULL, and its columns, which do not. */
  public static class Rows implements FetchFormatter<Map<String, Object>> {
    private final DefaultFetchFormatter<String> text = new DefaultFetchFormatter<>();

    @Override
    public void initialize(Configuration conf, Properties properties) throws Exception {
      text.initialize(conf, properties);
    }

    @Override
    public Map<String, Object> convert(Object row, ObjectInspector inspector) throws Exception {
      StructObjectInspector struct = (StructObjectInspector) inspector;
      List<String> columns = new ArrayList<>();
      for (StructField field : struct.getAllStructFieldRefs())
        columns.add(column(struct.getStructFieldData(row, field), field.getFieldObjectInspector()));
      return Map.of("text", text.convert(row, inspector), "columns", columns);
    }

    private static String column(Object value, ObjectInspector inspector) {
      if (value == null) return null;
      if (!(inspector instanceof PrimitiveObjectInspector)) return SerDeUtils.getJSONString(value, inspector, null);
      Object primitive = ((PrimitiveObjectInspector) inspector).getPrimitiveJavaObject(value);
      return primitive == null ? null : primitive.toString();
    }

    @Override
    public void close() throws IOException {
      text.close();
    }
  }

  /** Makes no folders: S3A would leave an empty object for the location of each table, and remove those above it. */
  public static class FolderlessS3 extends S3AFileSystem {
    @Override
    public boolean mkdirs(Path path, FsPermission permission) {
      return true;
    }
  }
}
