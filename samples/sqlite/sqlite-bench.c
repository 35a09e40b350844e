// A workload for SQLite in memory: inserts, an index, joins, aggregates, sorting, text and window functions.
// Prints the results of its queries, which are the same on every host. The argument is the scale: thousands of orders.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite3.h"

// SQLite is built with SQLITE_OS_OTHER, so that it needs nothing of the system: all data stays in memory, and the
// "system" below has no files, a clock that stands still and randomness that repeats itself.

static int open_no_file(sqlite3_vfs *system, const char *name, sqlite3_file *file, int flags, int *flags_given)
{
    (void)system, (void)name, (void)flags, (void)flags_given;
    file->pMethods = NULL;
    return SQLITE_CANTOPEN;
}

static int delete_no_file(sqlite3_vfs *system, const char *name, int synchronise)
{
    (void)system, (void)name, (void)synchronise;
    return SQLITE_IOERR_DELETE_NOENT;
}

static int access_no_file(sqlite3_vfs *system, const char *name, int flags, int *result)
{
    (void)system, (void)name, (void)flags;
    *result = 0;
    return SQLITE_OK;
}

static int same_path_name(sqlite3_vfs *system, const char *name, int size, char *output)
{
    (void)system;
    sqlite3_snprintf(size, output, "%s", name);
    return SQLITE_OK;
}

static int repeatable_randomness(sqlite3_vfs *system, int size, char *output)
{
    (void)system;
    for (int index = 0; index < size; index++)
        output[index] = (char)(index * 37 + 11);
    return size;
}

static int no_sleep(sqlite3_vfs *system, int microseconds)
{
    (void)system;
    return microseconds;
}

static int standing_clock(sqlite3_vfs *system, double *julian_day)
{
    (void)system;
    *julian_day = 2460000.5;
    return SQLITE_OK;
}

static int no_last_error(sqlite3_vfs *system, int size, char *output)
{
    (void)system, (void)size, (void)output;
    return 0;
}

int sqlite3_os_init(void)
{
    static sqlite3_vfs system = {
        .iVersion = 1,
        .szOsFile = sizeof(sqlite3_file),
        .mxPathname = 64,
        .zName = "nothing",
        .xOpen = open_no_file,
        .xDelete = delete_no_file,
        .xAccess = access_no_file,
        .xFullPathname = same_path_name,
        .xRandomness = repeatable_randomness,
        .xSleep = no_sleep,
        .xCurrentTime = standing_clock,
        .xGetLastError = no_last_error,
    };
    return sqlite3_vfs_register(&system, 1);
}

int sqlite3_os_end(void)
{
    return SQLITE_OK;
}

static sqlite3 *database;

static void check(int result, const char *what)
{
    if (result == SQLITE_OK || result == SQLITE_DONE || result == SQLITE_ROW)
        return;
    printf("%s: %s\n", what, sqlite3_errmsg(database));
    exit(1);
}

static void execute(const char *statement)
{
    check(sqlite3_exec(database, statement, NULL, NULL, NULL), statement);
}

// Prints the first rows and, so that the others count as well, a checksum over all.
static void query(const char *title, const char *text)
{
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v2(database, text, -1, &statement, NULL), title);
    printf("%s\n", title);
    unsigned checksum = 2166136261u;
    int rows = 0;
    for (; sqlite3_step(statement) == SQLITE_ROW; rows++)
    {
        for (int column = 0; column < sqlite3_column_count(statement); column++)
        {
            const unsigned char *value = sqlite3_column_text(statement, column);
            if (value == NULL)
                value = (const unsigned char *)"(null)";
            if (rows < 3)
                printf("%s%s", column == 0 ? "  " : " | ", value);
            for (; *value != '\0'; value++)
                checksum = (checksum ^ *value) * 16777619u;
            checksum = (checksum ^ '|') * 16777619u;
        }
        if (rows < 3)
            printf("\n");
    }
    check(sqlite3_finalize(statement), title);
    printf("  %d rows, checksum %08x\n", rows, checksum);
}

static unsigned random_state = 20240229u;

static unsigned next_random(unsigned bound)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (unsigned)(((unsigned long long)random_state * bound) >> 32);
}

static const char *const first_parts[] = {"red", "grey", "swift", "old", "northern", "bright", "silent", "tall"};
static const char *const second_parts[] = {"falcon", "kestrel", "merlin", "hobby", "saker", "harrier", "buzzard", "osprey", "eagle", "kite"};
static const char *const regions[] = {"north", "east", "south", "west", "centre"};

static void fill(int orders, int customers, int products)
{
    sqlite3_stmt *statement;
    char text[64];

    execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, region TEXT NOT NULL)");
    execute("CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL NOT NULL)");
    execute("CREATE TABLE purchase (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, product INTEGER NOT NULL,"
            " quantity INTEGER NOT NULL, note TEXT)");
    execute("BEGIN");

    check(sqlite3_prepare_v2(database, "INSERT INTO customer VALUES (?, ?, ?)", -1, &statement, NULL), "customers");
    for (int id = 1; id <= customers; id++)
    {
        snprintf(text, sizeof text, "%s %s %d", first_parts[next_random(8)], second_parts[next_random(10)], id);
        sqlite3_bind_int(statement, 1, id);
        sqlite3_bind_text(statement, 2, text, -1, SQLITE_TRANSIENT);
        sqlite3_bind_text(statement, 3, regions[next_random(5)], -1, SQLITE_STATIC);
        check(sqlite3_step(statement), "customer");
        check(sqlite3_reset(statement), "customer");
    }
    check(sqlite3_finalize(statement), "customers");

    check(sqlite3_prepare_v2(database, "INSERT INTO product VALUES (?, ?, ?)", -1, &statement, NULL), "products");
    for (int id = 1; id <= products; id++)
    {
        snprintf(text, sizeof text, "%s-%03d", second_parts[next_random(10)], id);
        sqlite3_bind_int(statement, 1, id);
        sqlite3_bind_text(statement, 2, text, -1, SQLITE_TRANSIENT);
        sqlite3_bind_double(statement, 3, 0.25 * (1 + next_random(4000)));
        check(sqlite3_step(statement), "product");
        check(sqlite3_reset(statement), "product");
    }
    check(sqlite3_finalize(statement), "products");

    check(sqlite3_prepare_v2(database, "INSERT INTO purchase VALUES (?, ?, ?, ?, ?)", -1, &statement, NULL), "purchases");
    for (int id = 1; id <= orders; id++)
    {
        sqlite3_bind_int(statement, 1, id);
        sqlite3_bind_int(statement, 2, 1 + (int)next_random((unsigned)customers));
        sqlite3_bind_int(statement, 3, 1 + (int)next_random((unsigned)products));
        sqlite3_bind_int(statement, 4, 1 + (int)next_random(9));
        if (next_random(4) == 0)
        {
            snprintf(text, sizeof text, "leave at the %s door, ask for %s", regions[next_random(5)], first_parts[next_random(8)]);
            sqlite3_bind_text(statement, 5, text, -1, SQLITE_TRANSIENT);
        }
        else
        {
            sqlite3_bind_null(statement, 5);
        }
        check(sqlite3_step(statement), "purchase");
        check(sqlite3_reset(statement), "purchase");
    }
    check(sqlite3_finalize(statement), "purchases");
    execute("COMMIT");
}

int main(int argument_count, char **arguments)
{
    int scale = argument_count > 1 ? atoi(arguments[1]) : 200;
    if (scale < 1)
        scale = 1;

    check(sqlite3_open(":memory:", &database), "open");
    printf("SQLite %s, scale %d\n", sqlite3_libversion(), scale);

    int orders = scale * 1000;
    fill(orders, orders / 50 + 10, 500);
    execute("CREATE INDEX purchase_by_customer ON purchase (customer, product)");
    execute("CREATE INDEX customer_by_region ON customer (region)");

    query("totals", "SELECT count(*), sum(quantity), min(product), max(product), count(note), round(avg(quantity), 6) FROM purchase");
    query("sales by region",
          "SELECT region, count(*), round(sum(quantity * price), 2) FROM purchase"
          " JOIN customer ON customer.id = purchase.customer JOIN product ON product.id = purchase.product"
          " GROUP BY region ORDER BY 3 DESC, 1");
    query("best customers",
          "SELECT name, region, (SELECT round(sum(quantity * price), 2) FROM purchase JOIN product ON product.id = product"
          " WHERE customer = customer.id) AS total FROM customer WHERE region IN ('north', 'west') ORDER BY total DESC, name LIMIT 100");
    query("notes by length and first word",
          "SELECT length(note), upper(substr(note, 14, instr(note, ' door') - 14)) AS place, count(*) FROM purchase"
          " WHERE note LIKE '%door%ask%' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2");
    query("products, sorted by text",
          "SELECT replace(lower(product.name), '-', ' no. '), hex(substr(product.name, 1, 3)), count(*) FROM product"
          " LEFT JOIN purchase ON purchase.product = product.id AND quantity > 7 GROUP BY product.id ORDER BY 1");
    query("running total",
          "SELECT id, sum(quantity) OVER (PARTITION BY customer ORDER BY id) AS running FROM purchase WHERE customer % 10 = 3 ORDER BY running DESC, id");
    query("numbers by recursion",
          "WITH RECURSIVE number (value) AS (SELECT 1 UNION ALL SELECT value * 7919 % 1000003 FROM number LIMIT 20000)"
          " SELECT count(DISTINCT value), sum(value), group_concat(value % 10, '') FROM number WHERE value % 1000 = 1");

    execute("UPDATE purchase SET quantity = quantity + 1 WHERE product % 5 = 0");
    execute("DELETE FROM purchase WHERE customer % 7 = 0");
    query("after changes", "SELECT count(*), sum(quantity), sum(customer * 1.0) FROM purchase");
    query("everything sorted", "SELECT product, quantity, id FROM purchase ORDER BY quantity DESC, product, customer DESC, id");
    query("is the database sound", "PRAGMA integrity_check");

    check(sqlite3_close(database), "close");
    return 0;
}
