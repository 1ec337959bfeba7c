import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.airlift.slice.Slices;
import io.trino.connector.MockConnectorColumnHandle;
import io.trino.connector.MockConnectorFactory;
import io.trino.connector.MockConnectorTableHandle;
import io.trino.execution.warnings.WarningCollector;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorContext;
import io.trino.spi.connector.ConnectorFactory;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorPageSource;
import io.trino.spi.connector.ConnectorPageSourceProvider;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorSplit;
import io.trino.spi.connector.ConnectorSplitManager;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.connector.ConnectorViewDefinition;
import io.trino.spi.connector.ConnectorViewDefinition.ViewColumn;
import io.trino.spi.connector.DynamicFilter;
import io.trino.spi.connector.InMemoryRecordSet;
import io.trino.spi.connector.RecordPageSource;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.connector.SchemaTablePrefix;
import io.trino.spi.transaction.IsolationLevel;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.type.SqlIntervalDayTime;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.MaterializedRow;
import io.trino.testing.QueryRunner.MaterializedResultWithPlan;
import io.trino.testing.TestingSession;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An old Trino in one process, behind HTTP: POST {"sql"}, get {"columns", "rows"} or {"error"}.
 * {"view", "sql"} makes a view; {"table", "sql", "texts"} a table of what the SQL gives over the texts, which it sees as
 * `texts`, with one column `text`.
 */
public class OldTrino {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CATALOG = "old";

  private static final SchemaTableName TEXTS = new SchemaTableName("default", "texts");

  private record Table(List<ColumnMetadata> columns, List<List<?>> rows) {}

  private final Map<SchemaTableName, Table> tables = new ConcurrentHashMap<>();
  private final Map<SchemaTableName, ConnectorViewDefinition> views = new ConcurrentHashMap<>();
  private final LocalQueryRunner trino;

  private OldTrino() {
    trino = LocalQueryRunner.create(
        TestingSession.testSessionBuilder()
            .setCatalog(CATALOG)
            .setSchema("default")
            .setTimeZoneKey(TimeZoneKey.UTC_KEY)
            .build());
    trino.createCatalog(
        CATALOG,
        new Memory(),
        Map.of());
  }

  public static void main(String[] arguments) throws Exception {
    OldTrino trino = new OldTrino();
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 0);
    server.createContext("/", trino::answer);
    server.start();
  }

  /** The connector of Trino's own tests, which knows no NULL, but for the reading. */
  private class Memory implements ConnectorFactory {
    private final ConnectorFactory mock =
        MockConnectorFactory.builder()
            .withGetTableHandle((session, name) -> tables.containsKey(name) ? new MockConnectorTableHandle(name) : null)
            .withGetColumns(name -> tables.get(name).columns())
            .withGetViews((session, prefix) -> in(views, prefix::matches))
            .build();

    @Override
    public String getName() {
      return mock.getName();
    }

    @Override
    public Connector create(String name, Map<String, String> settings, ConnectorContext context) {
      Connector rest = mock.create(name, settings, context);
      return new Connector() {
        @Override
        public ConnectorTransactionHandle beginTransaction(IsolationLevel level, boolean readOnly, boolean autoCommit) {
          return rest.beginTransaction(level, readOnly, autoCommit);
        }

        @Override
        public ConnectorMetadata getMetadata(ConnectorSession session, ConnectorTransactionHandle transaction) {
          return rest.getMetadata(session, transaction);
        }

        @Override
        public ConnectorSplitManager getSplitManager() {
          return rest.getSplitManager();
        }

        @Override
        public ConnectorPageSourceProvider getPageSourceProvider() {
          return new ConnectorPageSourceProvider() {
            @Override
            public ConnectorPageSource createPageSource(
                ConnectorTransactionHandle transaction,
                ConnectorSession session,
                ConnectorSplit split,
                ConnectorTableHandle table,
                List<ColumnHandle> columns,
                DynamicFilter filter) {
              return source(tables.get(((MockConnectorTableHandle) table).getTableName()), columns);
            }
          };
        }
      };
    }
  }

  private static ConnectorPageSource source(Table table, List<ColumnHandle> wanted) {
    List<String> names = table.columns().stream().map(ColumnMetadata::getName).toList();
    List<MockConnectorColumnHandle> columns = wanted.stream().map(MockConnectorColumnHandle.class::cast).toList();
    int[] places = columns.stream().mapToInt(column -> names.indexOf(column.getName())).toArray();
    Iterable<List<Object>> rows =
        () -> table.rows().stream().map(row -> IntStream.of(places).<Object>mapToObj(row::get).collect(Collectors.toList())).iterator();
    return new RecordPageSource(new InMemoryRecordSet(columns.stream().map(MockConnectorColumnHandle::getType).toList(), rows));
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] answer = JSON.writeValueAsBytes(outcome(JSON.readTree(exchange.getRequestBody())));
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private Map<String, Object> outcome(JsonNode asked) {
    try {
      String sql = asked.get("sql").asText();
      if (asked.has("table")) {
        List<List<?>> texts = new ArrayList<>();
        asked.get("texts").forEach(text -> texts.add(List.of(text.asText())));
        tables.put(TEXTS, new Table(List.of(new ColumnMetadata("text", VarcharType.VARCHAR)), texts));
        tables.put(named(asked.get("table")), table(sql));
        return Map.of();
      }
      if (asked.has("view")) {
        views.put(named(asked.get("view")), view(sql));
        return Map.of();
      }
      return answered(sql);
    } catch (RuntimeException | StackOverflowError e) {
      return Map.of("error", e.getMessage() == null ? String.valueOf(e) : e.getMessage());
    }
  }

  private static SchemaTableName named(JsonNode name) {
    String[] parts = name.asText().split("\\.");
    return new SchemaTableName(parts[0], parts[1]);
  }

  private Table table(String sql) {
    MaterializedResultWithPlan done = run(sql);
    List<ColumnMetadata> columns = new ArrayList<>();
    each(done, (name, type) -> columns.add(new ColumnMetadata(name, type)));
    List<Type> types = done.getMaterializedResult().getTypes();
    List<List<?>> rows = new ArrayList<>();
    for (MaterializedRow row : done.getMaterializedResult()) {
      List<Object> values = new ArrayList<>();
      for (int place = 0; place < types.size(); place++) {
        values.add(stored(types.get(place), row.getField(place)));
      }
      rows.add(values);
    }
    return new Table(columns, rows);
  }

  /** A value as the tables have it: of a row or an array its block, which is what the engine works on. */
  private static Object stored(Type type, Object value) {
    if (value == null || type.getTypeParameters().isEmpty()) {
      return value;
    }
    BlockBuilder one = type.createBlockBuilder(null, 1);
    append(type, one, value);
    return type.getObject(one, 0);
  }

  private static void append(Type type, BlockBuilder builder, Object value) {
    if (value == null) {
      builder.appendNull();
    } else if (type.getTypeParameters().isEmpty()) {
      type.writeSlice(builder, Slices.utf8Slice((String) value));
    } else {
      List<Type> inner = type.getTypeParameters();
      List<?> items = items(value);
      BlockBuilder below = builder.beginBlockEntry();
      for (int place = 0; place < items.size(); place++) {
        append(inner.get(place % inner.size()), below, items.get(place));
      }
      builder.closeEntry();
    }
  }

  /** Of a map its keys and values in turn. */
  private static List<?> items(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream().flatMap(entry -> Stream.of(entry.getKey(), entry.getValue())).toList();
    }
    return value instanceof MaterializedRow row ? row.getFields() : (List<?>) value;
  }

  private ConnectorViewDefinition view(String sql) {
    MaterializedResultWithPlan none = run("select * from (" + sql + ") where false");
    List<ViewColumn> columns = new ArrayList<>();
    each(none, (name, type) -> columns.add(new ViewColumn(name, type.getTypeId())));
    return new ConnectorViewDefinition(
        sql, Optional.of(CATALOG), Optional.of("default"), columns, Optional.empty(), Optional.empty(), true);
  }

  private static <T> Map<SchemaTableName, T> in(Map<SchemaTableName, T> all, Predicate<SchemaTableName> wanted) {
    return all.entrySet().stream()
        .filter(entry -> wanted.test(entry.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Map<String, Object> answered(String sql) {
    MaterializedResultWithPlan done = run(sql);
    List<Object> columns = new ArrayList<>();
    each(done, (name, type) -> columns.add(List.of(name, type.getDisplayName())));
    return Map.of("columns", columns, "rows", written(done.getMaterializedResult().getMaterializedRows()));
  }

  private MaterializedResultWithPlan run(String sql) {
    return trino.executeWithPlan(trino.getDefaultSession(), sql, WarningCollector.NOOP);
  }

  /** The result has the types of its columns, and only the plan their names. */
  private static void each(MaterializedResultWithPlan done, BiConsumer<String, Type> told) {
    List<String> names = ((OutputNode) done.getQueryPlan().getRoot()).getColumnNames();
    List<Type> types = done.getMaterializedResult().getTypes();
    for (int place = 0; place < types.size(); place++) {
      told.accept(names.get(place), types.get(place));
    }
  }

  /** A value as JSON has it: a row is a list, a map {"map": [[key, value], ...]}, a time its text. */
  private static Object written(Object value) {
    if (value instanceof MaterializedRow row) {
      return written(row.getFields());
    }
    if (value instanceof List<?> items) {
      return items.stream().map(OldTrino::written).collect(Collectors.toCollection(ArrayList::new));
    }
    if (value instanceof Map<?, ?> map) {
      return Map.of("map", map.entrySet().stream().map(e -> List.of(written(e.getKey()), written(e.getValue()))).toList());
    }
    if (value instanceof SqlIntervalDayTime interval) {
      return "interval " + interval.getMillis() / 1000.0;
    }
    boolean finite = value instanceof Float || value instanceof Double number && Double.isFinite(number);
    boolean whole = value instanceof Long || value instanceof Integer || value instanceof Boolean;
    return value == null || finite || whole ? value : value.toString();
  }
}
