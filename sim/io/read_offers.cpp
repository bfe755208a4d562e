#include "io/read_offers.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "campaign/carbon.h"
#include "io/compare.h"
#include "io/read.h"

namespace tenfold::io {
namespace {

bool is_date(const std::string& text) {
  const auto digits = [&](std::size_t from, std::size_t n) {
    return text.size() >= from + n &&
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from),
                       text.begin() + static_cast<std::ptrdiff_t>(from + n),
                       [](char c) { return c >= '0' && c <= '9'; });
  };
  const std::size_t n = text.size();
  if (n != 4 && n != 7 && n != 10) return false;
  const auto within = [&](std::size_t from, const char* low, const char* high) {
    const std::string part = text.substr(from, 2);
    return part >= low && part <= high;
  };
  if ((n >= 7 && !within(5, "01", "12")) || (n == 10 && !within(8, "01", "31"))) return false;
  return digits(0, 4) && (n < 7 || (text[4] == '-' && digits(5, 2))) &&
         (n < 10 || (text[7] == '-' && digits(8, 2)));
}

void check_date(const std::string& date, const toml::table& table, std::string_view key,
                Document& document) {
  const toml::node* node = table.get(key);
  if (!node || date.empty() || is_date(date)) return;
  document.fault(
      *node, fmt::format("'{}' is '{}': needs a date, as 2026-10-30, 2026-10 or 2026", key, date));
}

void check_region(const Offer& o, const toml::table& table, Document& document) {
  const toml::node* node = table.get("region");
  if (!node || o.region.empty()) return;
  std::vector<std::string> known;
  for (const Grid& g : grids()) known.emplace_back(g.region);
  if (std::find(known.begin(), known.end(), o.region) != known.end()) return;
  document.fault(*node, fmt::format("'region' is '{}': no grid of that name is known{}", o.region,
                                    suggestion(o.region, known)));
}

void check_offer(const Offer& o, const toml::table& table, Document& document) {
  if (first_word(o.name).empty())
    document.fault(table, "'name' needs a first word: the report calls the offer by it");
  if (o.accelerator.empty() == o.cluster.empty())
    document.fault(table, "needs 'accelerator' or 'cluster', not both: a cluster names its own");
  if (o.price && o.own)
    document.fault(table, "has 'price' and 'own': rent and ownership are two offers");
  if (o.price && o.quoted.empty() && !o.placeholder)
    document.fault(table, "'quoted' is missing: the date of the price, or placeholder = true");
  if (o.term && !o.price) document.fault(table, "'term' needs a 'price'");
  if (o.own && o.own->accelerator.base() <= 0)
    document.fault(table, "'own' needs the price of an 'accelerator'");
  check_date(o.quoted, table, "quoted", document);
  const std::string today = document.root()["job"]["as_of"].value_or(std::string());
  if (const std::size_t n = std::min(today.size(), o.quoted.size());
      n > 0 && o.quoted.substr(0, n) > today.substr(0, n))
    document.fault(*table.get("quoted"),
                   fmt::format("'quoted' is {}: after {}, the job's as_of", o.quoted, today));
  check_region(o, table, document);
}

void check_names(const ReadCompare& c, Document& document) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < c.offers.size(); ++i)
    if (!seen.insert(c.offers[i].name).second)
      document.fault(*c.tables[i], fmt::format("two offers are called '{}'", c.offers[i].name));
  const bool known = std::any_of(seen.begin(), seen.end(), [&](const std::string& name) {
    return name == c.job.baseline || first_word(name) == c.job.baseline;
  });
  if (c.job.baseline.empty() || known) return;
  const std::vector<std::string> names(seen.begin(), seen.end());
  const toml::node* node = document.root()["job"]["baseline"].node();
  document.fault(node ? *node : document.root(),
                 fmt::format("'baseline' is '{}': no offer is called so{}", c.job.baseline,
                             suggestion(c.job.baseline, names)));
}

void read_each(ReadCompare& c, const toml::array& array, const Scope& scope, Document& document) {
  for (const toml::node& element : array) {
    const toml::table* table = element.as_table();
    if (!table) {
      document.fault(element, "'offers' needs tables: [[offers]]");
      continue;
    }
    const std::string path = fmt::format("offers[{}]", c.offers.size());
    Offer o = read<Offer>(*table, scope, path, document);
    const toml::table* plan = (*table)["plan"].as_table();
    if (o.plan && plan && !plan->contains("data")) o.plan->data = 0;
    check_offer(o, *table, document);
    c.offers.push_back(std::move(o));
    c.tables.push_back(table);
  }
}

// A bare number in place of "2.35 USD/h" is meant in its unit.
std::string with_unit(const toml::table& table, const std::string& key, const std::string& value) {
  const auto before = table[key].value<std::string>();
  if (!before || !parse_number(value) || parse_scaled_count(*before)) return value;
  const auto space = before->find(' ');
  const bool quantity = space != std::string::npos && parse_number(before->substr(0, space));
  return quantity ? value + before->substr(space) : value;
}

void put(toml::table& table, const std::string& key, const std::string& typed) {
  const std::string value = with_unit(table, key, typed);
  table.erase(key);
  if (key == "quoted" || key == "as_of")
    table.insert(key, value);
  else if (value == "true" || value == "false")
    table.insert(key, value == "true");
  else if (const auto number = parse_number(value)) {
    const bool whole = std::floor(*number) == *number && std::abs(*number) < 1e15 &&
                       value.find_first_of(".eE") == std::string::npos;
    if (whole)
      table.insert(key, static_cast<std::int64_t>(*number));
    else
      table.insert(key, *number);
  } else {
    table.insert(key, spaced(value));
  }
  // What the command line sets has no source but whoever typed it.
  toml::table reason{{"grade", "assumed"}, {"reasoning", "Set on the command line."}};
  if (!table.contains("provenance")) table.insert("provenance", toml::table{});
  if (toml::table* all = table["provenance"].as_table()) all->insert_or_assign(key, reason);
}

// The table below `table` that a dotted key's parts name, but for the last.
void put_below(toml::table& table, const std::string& path, const std::string& value) {
  const auto dot = path.find('.');
  if (dot == std::string::npos) return put(table, path, value);
  const std::string head = path.substr(0, dot);
  if (!table.contains(head)) table.insert(head, toml::table{});
  if (toml::table* inner = table[head].as_table())
    return put_below(*inner, path.substr(dot + 1), value);
  throw InputError(fmt::format("--set: '{}' is no table", head));
}

// A price that is typed now is nobody's old quote.
void quote_now(toml::table& offer, const toml::table& root) {
  offer.erase("placeholder");
  offer.insert_or_assign("quoted", root["job"]["as_of"].value_or(std::string()));
  offer.insert_or_assign("quoted_by", "the command line");
}

bool is_a_name(const toml::table& root, const std::string& who) {
  const toml::array* all = root["offers"].as_array();
  if (!all) return false;
  return std::any_of(all->begin(), all->end(), [&](const toml::node& element) {
    const toml::table* table = element.as_table();
    return table && (*table)["name"].value_or(std::string()) == who;
  });
}

void set_of_offers(toml::table& root, const std::string& path, const std::string& value) {
  const auto dot = path.find('.');
  if (dot == std::string::npos)
    throw InputError("--set: name an offer and its key, as in offers.A.price=2.1 USD/h");
  const std::string who = path.substr(0, dot);
  bool found = false;
  const bool exact = is_a_name(root, who);
  std::vector<std::string> known;
  if (toml::array* all = root["offers"].as_array())
    for (toml::node& element : *all)
      if (toml::table* table = element.as_table()) {
        const std::string name = (*table)["name"].value_or(std::string());
        known.push_back(first_word(name));
        if (who != "*" && who != name && (exact || who != first_word(name))) continue;
        const std::string key = path.substr(dot + 1);
        put_below(*table, key, value);
        if (key == "price") quote_now(*table, root);
        found = true;
      }
  if (!found)
    throw InputError(
        fmt::format("--set: there is no offer '{}'; offers are {}", who, fmt::join(known, ", ")));
}

}  // namespace

std::string spaced(std::string value) {
  std::size_t end = 0;
  for (std::size_t n = 1; n <= value.size(); ++n)
    if (parse_number(value.substr(0, n))) end = n;
  if (end > 0 && end < value.size() && value[end] != ' ' && value[end] != '-')
    value.insert(end, " ");
  return value;
}

void set_value(toml::table& root, const std::string& setting) {
  const auto equals = setting.find('=');
  if (equals == std::string::npos || equals == 0)
    throw InputError(fmt::format(
        "--set is '{}': needs KEY=VALUE, as in deadline=21d or offers.A.price=\"2.1 USD/h\"",
        setting));
  std::string path = setting.substr(0, equals);
  const std::string value = setting.substr(equals + 1);
  constexpr std::string_view offers = "offers.", job = "job.";
  if (path.rfind(offers, 0) == 0) return set_of_offers(root, path.substr(offers.size()), value);
  if (path.rfind(job, 0) == 0) path = path.substr(job.size());
  if (toml::table* table = root["job"].as_table()) put_below(*table, path, value);
}

ReadCompare read_offers(Document& document) {
  check_format(document, "scenario/1");
  read_sources(document);
  const toml::table& root = document.root();
  const Scope scope = scope_of(root, "", {}, document);
  check_keys(root, {"format", "sources", "job", "offers", "title"}, document);
  ReadCompare c;
  c.title = root["title"].value_or(std::string());
  if (const toml::table* table = root["job"].as_table()) {
    c.job = read<ComparedJob>(*table, scope, "job", document);
    check_date(c.job.as_of, *table, "as_of", document);
    if (c.job.sequence_length > 0 && c.job.batch_limit < c.job.sequence_length)
      document.fault(*table, fmt::format("'batch_limit' is {} tokens: less than one sequence of {}",
                                         decimal(c.job.batch_limit), c.job.sequence_length));
  } else {
    document.fault(root, "[job] is missing: model, sequence_length and what is to be trained");
  }
  if (const toml::array* array = root["offers"].as_array()) read_each(c, *array, scope, document);
  if (c.offers.empty()) document.fault(root, "[[offers]] is missing: a block for each offer");
  constexpr std::size_t most = 40;
  if (c.offers.size() > most)
    document.fault(root, fmt::format("{} offers: at most {} are compared", c.offers.size(), most));
  check_names(c, document);
  return c;
}

}  // namespace tenfold::io
