"""The cache's tables: per file, what is free of today, of other records and of derived settings.

Dates are ISO text, money is `num` with its currency in `value` (`CNY 120000`), lists have one row an element (`ord`).
`folded` holds the value as search terms fold it, NULL where folding changes nothing.
"""

VERSION = 4

TABLES = """
create table meta(key text primary key, value text) without rowid;
create table record(
  n integer primary key, path text not null unique, id text not null, twin text not null, type text not null,
  name text not null, owner text, customer text, lifecycle text, tier text, pipeline text, stage text, stage_since text,
  stage_line integer, next_contact text, next_step text, next_line integer, snooze text, cadence text, closed text, outcome text,
  currency text, value real, archived integer not null, private integer not null, entries integer not null, last_entry text,
  first_entry text, digest text not null, title_line integer not null,
  said_next text, said_line integer, allowed text not null, last_line integer);
create table field(
  n integer not null, key text not null, ord integer not null, value text not null, folded text, num real,
  line integer not null, column integer not null, primary key(n, key, ord)) without rowid;
create table item(
  n integer not null, field text not null, ord integer not null, line integer not null, id text, label text not null,
  due text, done text, owner text, status text, data text not null, primary key(n, field, ord)) without rowid;
create table entry(
  n integer not null, ord integer not null, line integer not null, end_line integer not null, date text not null, until text,
  time text not null, kind text not null, grp text not null, title text not null, by text not null, withs text not null,
  tags text not null, priority text not null, id text not null, before text not null, after text not null, attrs text not null,
  anchor text not null, private integer not null, primary key(n, ord)) without rowid;
create table task(
  n integer not null, ord integer not null, line integer not null, state text not null, text text not null, owner text not null,
  due text, start text, done text, cancelled text, priority text not null, id text not null, after text not null, re text not null,
  est text not null, every text not null, promise integer not null, private integer not null, tags text not null,
  parent integer not null, entry integer not null, section text not null, primary key(n, ord)) without rowid;
create table link(
  n integer not null, ord integer not null, line integer not null, column integer not null, target text not null,
  anchor text not null, kind text not null, source text not null, primary key(n, ord)) without rowid;
create table anchor(n integer not null, anchor text not null, line integer not null, primary key(n, anchor)) without rowid;
create table local_finding(
  n integer not null, ord integer not null, rule text not null, severity text not null, line integer not null,
  column integer not null, vals text not null, primary key(n, ord)) without rowid;
create table body(n integer primary key, folded text not null);
create table dated(
  n integer not null, ord integer not null, rule text not null, day text not null, line integer not null, what text not null,
  owner text not null, private integer not null, data text not null, primary key(n, ord)) without rowid;
create table waiting(engine text not null, n integer not null, digest text not null, primary key(engine, n)) without rowid;
"""

INDEXES = """
create index record_id on record(id);
create index record_twin on record(twin);
create index record_customer on record(customer);
create index record_stage on record(stage, stage_since)
  where type = 'project' and archived = 0 and closed is null and outcome is null;
create index field_key on field(key, n);
create index item_open on item(field, due) where done is null;
create index entry_kind on entry(kind, date);
create index entry_date on entry(n, date);
create index entry_stage on entry(n, date, kind, before, after, line) where kind = 'stage';
create index case_open on entry(n, date) where grp = 'case' and instr(attrs, '"resolved":') = 0;
create index task_open on task(state, due);
create index link_target on link(target);
create index dated_day on dated(rule, day);
create index link_file on link(target) where kind = 'md';
"""
