#include "store/journal_line.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <type_traits>

#include "io/sha256.h"

namespace tenfold::store {
namespace {

constexpr std::size_t checksum_digits = 16;
constexpr std::string_view head_word = "tenfold-search-journal/1", range_word = "range";

std::string checksum(std::string_view text) { return io::sha256(text).substr(0, checksum_digits); }

// Words of a line, one space before each.
class Writer {
 public:
  explicit Writer(std::string_view kind) : text_(kind) {}
  void put(Size n) { text_ += fmt::format(" {}", n); }
  void put(std::size_t n) { put(static_cast<Size>(n)); }
  void put(double x) { text_ += fmt::format(" {:x}", std::bit_cast<std::uint64_t>(x)); }
  // What could end a word or a line is written as %20; a colon lets the empty one be a word.
  void put(std::string_view words) {
    text_ += " :";
    for (const char c : words) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte <= ' ' || byte == '%' || byte >= 0x7f)
        text_ += fmt::format("%{:02x}", byte);
      else
        text_ += c;
    }
  }
  template <class T>
  void put(const std::vector<T>& list) {
    put(list.size());
    for (const T& one : list) put(one);
  }
  void put(const io::InputFile& f) {
    put(std::string_view(f.path));
    put(std::string_view(f.sha256));
  }
  void put(const std::string& words) { put(std::string_view(words)); }
  void put(const PlanRange& r) {
    put(r.first);
    put(r.last);
  }
  void put(const Rejected& r) {
    put(static_cast<Size>(r.reason));
    put(r.count);
    put(r.witness);
  }
  void put(const CostedPlan& p) {
    put(p.index);
    put(p.accelerators);
    for (const double x : {p.seconds, p.spread, p.peak_bytes, p.mfu, p.hfu, p.tokens}) put(x);
  }
  void put(const std::optional<CostedPlan>& p) {
    put(p ? std::vector{*p} : std::vector<CostedPlan>{});
  }
  std::string line() const { return checksum(text_) + " " + text_ + "\n"; }

 private:
  std::string text_;
};

// Reads what Writer wrote; after a word that is none of the kind asked for, `good` is false.
class Reader {
 public:
  explicit Reader(std::string_view line) {
    good_ = line.size() > checksum_digits && line[checksum_digits] == ' ';
    if (!good_) return;
    rest_ = line.substr(checksum_digits + 1);
    good_ = checksum(rest_) == line.substr(0, checksum_digits);
  }
  bool good() const { return good_; }
  bool at_end() const { return good_ && rest_.empty(); }
  bool is(std::string_view word) { return next() == word; }

  void get(Size& n) { n = integer<Size>(10); }
  void get(std::size_t& n) { n = integer<std::size_t>(10); }
  void get(double& x) { x = std::bit_cast<double>(integer<std::uint64_t>(16)); }
  void get(std::string& words) {
    std::string_view w = next();
    good_ = good_ && !w.empty() && w.front() == ':';
    words.clear();
    if (!good_) return;
    for (w.remove_prefix(1); !w.empty();) words += character(w);
  }
  template <class T>
  void get(std::vector<T>& list) {
    std::size_t n = 0;
    get(n);
    good_ = good_ && n <= rest_.size();
    list.assign(good_ ? n : 0, T{});
    for (T& one : list) get(one);
  }
  void get(io::InputFile& f) {
    get(f.path);
    get(f.sha256);
  }
  void get(PlanRange& r) {
    get(r.first);
    get(r.last);
  }
  void get(Rejected& r) {
    std::size_t reason = 0;
    get(reason);
    good_ = good_ && reason < rejections;
    r.reason = static_cast<Rejection>(good_ ? reason : 0);
    get(r.count);
    get(r.witness);
  }
  void get(CostedPlan& p) {
    get(p.index);
    get(p.accelerators);
    for (double* x : {&p.seconds, &p.spread, &p.peak_bytes, &p.mfu, &p.hfu, &p.tokens}) get(*x);
  }
  void get(std::optional<CostedPlan>& p) {
    std::vector<CostedPlan> list;
    get(list);
    if (!list.empty()) p = list.front();
  }

 private:
  std::string_view next() {
    const std::size_t end = std::min(rest_.find(' '), rest_.size());
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return word;
  }
  template <class Integer>
  Integer integer(int base) {
    const std::string_view word = next();
    Integer n = 0;
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), n, base);
    good_ = good_ && fault == std::errc{} && end == word.data() + word.size();
    return n;
  }
  char character(std::string_view& w) {
    const char first = w.front();
    w.remove_prefix(1);
    if (first != '%') return first;
    unsigned byte = 0;
    good_ = good_ && w.size() >= 2 &&
            std::from_chars(w.data(), w.data() + 2, byte, 16).ptr == w.data() + 2;
    w.remove_prefix(std::min<std::size_t>(2, w.size()));
    return static_cast<char>(byte);
  }

  std::string_view rest_;
  bool good_ = false;
};

template <class Head, class Visit>
void for_each_of_head(Head& h, const Visit& visit) {
  visit(h.version), visit(h.scenario), visit(h.set), visit(h.plan), visit(h.files);
  visit(h.plans), visit(h.range), visit(h.top);
}

template <class Swept, class Visit>
void for_each_of_range(Swept& s, const Visit& visit) {
  visit(s.range), visit(s.seconds);
  auto& f = s.found;
  visit(f.plans_total), visit(f.plans_costed), visit(f.plans_feasible);
  visit(f.plans_faster), visit(f.top);
  visit(f.rejected), visit(f.best), visit(f.front), visit(f.leanest), visit(f.cheapest);
}

}  // namespace

std::string line(const JournalHead& head) {
  Writer out(head_word);
  for_each_of_head(head, [&](const auto& part) { out.put(part); });
  return out.line();
}

std::string line(const SweptRange& swept) {
  Writer out(range_word);
  for_each_of_range(swept, [&](const auto& part) { out.put(part); });
  return out.line();
}

std::optional<JournalHead> journal_head(std::string_view text) {
  Reader in(text);
  if (!in.good() || !in.is(head_word)) return std::nullopt;
  JournalHead head;
  for_each_of_head(head, [&](auto& part) { in.get(part); });
  return in.at_end() ? std::optional(head) : std::nullopt;
}

std::optional<SweptRange> swept_range(std::string_view text) {
  Reader in(text);
  if (!in.good() || !in.is(range_word)) return std::nullopt;
  SweptRange swept;
  for_each_of_range(swept, [&](auto& part) { in.get(part); });
  const bool sound =
      in.at_end() && swept.range.first >= 0 && swept.found.plans_total == swept.range.size();
  return sound ? std::optional(swept) : std::nullopt;
}

}  // namespace tenfold::store
