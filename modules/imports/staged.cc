#include "modules/imports/staged.h"

#include <unordered_map>
#include <utility>

#include "modules/imports/service.h"

namespace gq::imports {

namespace {

void AppendNumber(std::string& out, std::uint64_t n) {
  while (n >= 0x80) {
    out += static_cast<char>(n | 0x80);
    n >>= 7;
  }
  out += static_cast<char>(n);
}

void AppendSized(std::string& out, std::string_view text) {
  AppendNumber(out, text.size());
  out += text;
}

// Small negative numbers stay short.
std::uint64_t Zigzag(std::int64_t n) {
  return static_cast<std::uint64_t>(n) << 1 ^ static_cast<std::uint64_t>(n >> 63);
}
std::int64_t Unzigzag(std::uint64_t n) { return static_cast<std::int64_t>(n >> 1 ^ (~(n & 1) + 1)); }

// Reads what the above have written; past the end everything is empty and ok() says so.
class Cursor {
 public:
  explicit Cursor(std::string_view data) : data_(data) {}
  bool AtEnd() const { return at_ >= data_.size(); }
  bool ok() const { return ok_; }
  void Refuse() { ok_ = false; }
  std::uint64_t Number() {
    std::uint64_t n = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at_ >= data_.size()) break;
      const auto byte = static_cast<unsigned char>(data_[at_++]);
      n |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return n;
    }
    ok_ = false;
    return 0;
  }
  std::string_view Sized() {
    const std::uint64_t size = Number();
    ok_ = ok_ && size <= data_.size() - at_;
    if (!ok_) return {};
    const auto text = data_.substr(at_, static_cast<std::size_t>(size));
    at_ += static_cast<std::size_t>(size);
    return text;
  }

 private:
  std::string_view data_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

Error CheckAgain() {
  return {&kWrongStep,
          "这个文件是用另一个版本的程序检查的",
          "还没有执行的，请重新检查；执行到一半的，请撤回后重新上传",
          {}};
}

}  // namespace

void ChunkWriter::Add(const RawRow& row) {
  AppendNumber(data_, static_cast<std::uint64_t>(row.row));
  AppendNumber(data_, static_cast<std::uint64_t>(row.sheet_row));
  std::uint64_t given = 0;
  for (const auto& cell : row.cells) given += cell.empty() ? 0 : 1;
  AppendNumber(data_, given);
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    if (row.cells[i].empty()) continue;
    AppendNumber(data_, i << 1 | (row.is_number[i] ? 1U : 0U));
    AppendSized(data_, row.cells[i]);
  }
}

std::string ChunkWriter::Take() { return std::exchange(data_, {}); }

Result<std::vector<RawRow>> ReadChunk(std::string_view data, std::size_t columns) {
  std::vector<RawRow> rows;
  Cursor in(data);
  while (!in.AtEnd() && in.ok()) {
    RawRow row;
    row.row = static_cast<std::int64_t>(in.Number());
    row.sheet_row = static_cast<std::int64_t>(in.Number());
    row.cells.resize(columns);
    row.is_number.resize(columns);
    for (auto given = in.Number(); given > 0 && in.ok(); --given) {
      const auto slot = in.Number();
      if (slot >> 1 >= columns) return Fail(CheckAgain());
      row.cells[slot >> 1] = in.Sized();
      row.is_number[slot >> 1] = (slot & 1) != 0;
    }
    rows.push_back(std::move(row));
  }
  if (!in.ok()) return Fail(CheckAgain());
  return rows;
}

namespace {

enum Tag : std::uint8_t { kNull, kInteger, kText, kBytes };  // which of its kinds a Value holds (Value::index)

class PeopleWriter {
 public:
  void Add(const RosterRow& row) {
    AppendNumber(rows_, static_cast<std::uint64_t>(row.row));
    AppendNumber(rows_, static_cast<std::uint64_t>(row.sheet_row));
    AppendNumber(rows_, static_cast<std::uint64_t>(row.home_code));
    AppendSized(rows_, row.id_number);
    Values('p', row.person);
    Values('s', row.spell);
    Values('i', row.intention);
    ++count_;
  }
  std::string Take() && {
    std::string data;
    AppendNumber(data, numbers_.size());
    data += names_;
    AppendNumber(data, count_);
    return data + rows_;
  }

 private:
  void Values(char type, const std::vector<FieldValue>& values) {
    AppendNumber(rows_, values.size());
    for (const auto& [field, value] : values) {
      const auto [number, is_new] = numbers_.try_emplace(field, numbers_.size());
      if (is_new) {
        names_ += type;
        AppendSized(names_, field->name);
      }
      AppendNumber(rows_, number->second << 2 | value.index());
      if (const std::int64_t* n = AsInteger(value)) AppendNumber(rows_, Zigzag(*n));
      if (const std::string* text = AsText(value)) AppendSized(rows_, *text);
      if (const Bytes* bytes = AsBytes(value)) AppendSized(rows_, bytes->data);
    }
  }
  std::unordered_map<const Field*, std::size_t> numbers_;
  std::string names_, rows_;
  std::size_t count_ = 0;
};

void ReadValues(Cursor& in, const std::vector<const Field*>& fields, std::vector<FieldValue>& values) {
  const auto count = in.Number();
  for (std::uint64_t n = 0; n < count && in.ok(); ++n) {
    const auto slot = in.Number();
    if (slot >> 2 >= fields.size()) return in.Refuse();
    const Field* field = fields[slot >> 2];
    switch (slot & 3) {
      case kNull:
        values.emplace_back(field, Value());
        break;
      case kInteger:
        values.emplace_back(field, Unzigzag(in.Number()));
        break;
      case kText:
        values.emplace_back(field, std::string(in.Sized()));
        break;
      default:
        values.emplace_back(field, Bytes{std::string(in.Sized())});
    }
  }
}

}  // namespace

std::string WritePeople(const std::vector<RosterRow>& rows) {
  PeopleWriter out;
  for (const auto& row : rows) out.Add(row);
  return std::move(out).Take();
}

Result<std::vector<RosterRow>> ReadPeople(std::string_view data) {
  Cursor in(data);
  std::vector<const Field*> fields;
  const auto names = in.Number();
  for (std::uint64_t n = 0; n < names && in.ok(); ++n) {
    const auto type = in.Number();
    const auto name = in.Sized();
    const RecordType& of = type == 'p' ? kPerson : type == 's' ? kSpell : kIntention;
    fields.push_back(of.FindField(name));
    if (fields.back() == nullptr) return Fail(CheckAgain());
  }
  const auto count = in.Number();
  std::vector<RosterRow> rows;
  for (std::uint64_t n = 0; n < count && in.ok(); ++n) {
    RosterRow& row = rows.emplace_back();
    row.row = static_cast<std::int64_t>(in.Number());
    row.sheet_row = static_cast<std::int64_t>(in.Number());
    row.home_code = static_cast<std::int64_t>(in.Number());
    row.id_number = in.Sized();
    for (auto* values : {&row.person, &row.spell, &row.intention}) ReadValues(in, fields, *values);
  }
  if (!in.ok() || !in.AtEnd()) return Fail(CheckAgain());
  return rows;
}

}  // namespace gq::imports
