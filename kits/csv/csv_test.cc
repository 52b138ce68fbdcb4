// CSV reading against a naive reader, encodings, broken files, and the writer's round trip.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "kits/csv/reader.h"
#include "kits/csv/writer.h"

namespace gq::csv {
namespace {

using std::string_view_literals::operator""sv;

using Rows = std::vector<std::vector<std::string>>;

// Gives at most `step` bytes a call, so that every boundary is met.
class Trickle : public file::ByteSource {
 public:
  Trickle(std::string bytes, std::size_t step) : bytes_(std::move(bytes)), step_(step) {}
  Result<std::size_t> Read(char* buffer, std::size_t capacity) override {
    const std::size_t size = std::min({capacity, step_, bytes_.size() - at_});
    bytes_.copy(buffer, size, at_);
    at_ += size;
    return size;
  }

 private:
  std::string bytes_;
  std::size_t step_, at_ = 0;
};

struct Outcome {
  Rows rows;
  std::vector<std::vector<Issue>> issues;
  std::vector<std::uint64_t> lines;
  Encoding encoding;
  char delimiter;
  std::string error;
};

Outcome ReadAll(const std::string& bytes, const ReaderOptions& options = {}, std::size_t step = SIZE_MAX) {
  Outcome outcome{};
  auto reader = Reader::Open(std::make_unique<Trickle>(bytes, step), options);
  if (!reader) {
    outcome.error = reader.error().ToString();
    return outcome;
  }
  Record record;
  for (;;) {
    const Result<bool> more = reader->Next(record);
    if (!more) outcome.error = more.error().ToString();
    if (!more || !*more) break;
    outcome.rows.emplace_back(record.fields.begin(), record.fields.end());
    outcome.issues.push_back(record.issues);
    outcome.lines.push_back(record.line);
    EXPECT_EQ(record.number, outcome.rows.size());
  }
  outcome.encoding = reader->encoding();
  outcome.delimiter = reader->delimiter();
  return outcome;
}

// Letter by letter, for well-formed input only.
Rows Naive(const std::string& text, char delimiter) {
  Rows rows;
  std::vector<std::string> row;
  std::string field;
  bool quoted = false, begun = false;
  const auto end_row = [&] {
    row.push_back(field);
    rows.push_back(row);
    row.clear();
    field.clear();
    begun = false;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    if (quoted) {
      if (letter == '"' && at + 1 < text.size() && text[at + 1] == '"')
        field += text[++at];
      else if (letter == '"')
        quoted = false;
      else
        field += letter;
    } else if (letter == '"') {
      quoted = begun = true;
    } else if (letter == delimiter) {
      row.push_back(field);
      field.clear();
      begun = true;
    } else if (letter == '\r' || letter == '\n') {
      if (letter == '\r' && at + 1 < text.size() && text[at + 1] == '\n') ++at;
      end_row();
    } else {
      field += letter;
      begun = true;
    }
  }
  if (begun) end_row();
  return rows;
}

std::string Utf16(const std::u16string& text, bool big_endian, bool mark) {
  std::string bytes;
  const auto put = [&](char16_t unit) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
    bytes += big_endian ? high : low;
    bytes += big_endian ? low : high;
  };
  if (mark) put(0xFEFF);
  for (const char16_t unit : text) put(unit);
  return bytes;
}

TEST(CsvReader, ReadsPlainAndQuotedFields) {
  const Outcome got = ReadAll("a,b,c\r\n1,\"x,\"\"y\"\"\nz\",3\n,,\n\n\"\",last");
  EXPECT_EQ(got.rows, (Rows{{"a", "b", "c"}, {"1", "x,\"y\"\nz", "3"}, {"", "", ""}, {""}, {"", "last"}}));
  EXPECT_EQ(got.lines, (std::vector<std::uint64_t>{1, 2, 4, 5, 6}));
  for (const auto& issues : got.issues) EXPECT_TRUE(issues.empty());
}

TEST(CsvReader, EmptyFileHasNoRecords) {
  EXPECT_TRUE(ReadAll("").rows.empty());
  EXPECT_TRUE(ReadAll("\xEF\xBB\xBF").rows.empty());
}

TEST(CsvReader, KnowsThreeLineEndsAndThreeDelimiters) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    for (const char delimiter : {',', '\t', ';'}) {
      const std::string d(1, delimiter);
      const Outcome got = ReadAll("姓名" + d + "电话" + d + "备注" + end + "张三" + d + "1" + d + "甲、乙" + end);
      EXPECT_EQ(got.rows, (Rows{{"姓名", "电话", "备注"}, {"张三", "1", "甲、乙"}})) << delimiter;
      EXPECT_EQ(got.delimiter, delimiter);
    }
  }
  EXPECT_EQ(ReadAll("sep=|\r\na|b\r\n").rows, (Rows{{"a", "b"}}));
  // Lists separated by semicolons inside comma-separated fields.
  EXPECT_EQ(ReadAll("a;b;c,d\n1;2;3,4\n").delimiter, ',');
}

// Every text up to 7 letters over a small alphabet that is well-formed, against the naive reader, at every chunk size.
TEST(CsvReader, AgreesWithNaiveReaderOnSmallWorld) {
  const std::string alphabet = "a,\"\n\r";
  const auto well_formed = [](const std::string& text) {
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] != '"') continue;
      if (quoted && at + 1 < text.size() && text[at + 1] == '"') {
        ++at;
        continue;
      }
      const bool field_start = at == 0 || std::string(",\r\n").find(text[at - 1]) != std::string::npos;
      const bool field_end = at + 1 == text.size() || std::string(",\r\n").find(text[at + 1]) != std::string::npos;
      if (quoted ? !field_end : !field_start) return false;
      quoted = !quoted;
    }
    return !quoted;
  };
  std::size_t checked = 0;
  for (int length = 1; length <= 7; ++length) {
    std::vector<std::size_t> digits(static_cast<std::size_t>(length), 0);
    for (;;) {
      std::string text;
      for (const std::size_t digit : digits) text += alphabet[digit];
      ReaderOptions options;
      options.delimiter = ',';
      const Outcome got = ReadAll(text, options, 1 + checked % 3);
      if (well_formed(text)) {
        ++checked;
        ASSERT_EQ(got.rows, Naive(text, ',')) << testing::PrintToString(text);
        for (const auto& issues : got.issues) ASSERT_TRUE(issues.empty()) << testing::PrintToString(text);
      }
      ASSERT_EQ(got.error, "");
      std::size_t place = 0;
      while (place < digits.size() && ++digits[place] == alphabet.size()) digits[place++] = 0;
      if (place == digits.size()) break;
    }
  }
  EXPECT_GT(checked, 10000U);
}

TEST(CsvReader, ReadsGb18030IncludingRareCharacters) {
  // 姓名,村 / 㛃(0x8230C132 in GB 18030-2005 by ICU is checked through the table), 镕 (GBK), € as 0x80, 𠮷 (four bytes)
  const Outcome got = ReadAll("\xD0\xD5\xC3\xFB,\xB4\xE5\n\xE9\x46,\x80\n\x95\x35\xA3\x32,x\n");
  EXPECT_EQ(got.encoding, Encoding::kGb18030);
  EXPECT_EQ(got.rows, (Rows{{"姓名", "村"}, {"镕", "€"}, {got.rows[2][0], "x"}}));
  std::string ideograph;
  ASSERT_TRUE(AppendGb18030AsUtf8("\x95\x32\x82\x36", ideograph));  // U+20000 in GB 18030
  EXPECT_EQ(ideograph, "\U00020000");
  ideograph.clear();
  ASSERT_TRUE(AppendGb18030AsUtf8("\x81\x39\xEE\x39", ideograph));  // U+3400
  EXPECT_EQ(ideograph, "\u3400");
}

TEST(CsvReader, DecidesEncodingAtTheFirstRowOutsideAscii) {
  std::string text = "id,name\n";
  for (int row = 0; row < 60000; ++row) text += "123456,abcdef\n";  // several buffers of ASCII
  text += "1,\xD5\xC5\xC8\xFD\n";
  const Outcome got = ReadAll(text);
  EXPECT_EQ(got.encoding, Encoding::kGb18030);
  EXPECT_EQ(got.rows.back(), (std::vector<std::string>{"1", "张三"}));
}

TEST(CsvReader, ReadsUtf16WithAndWithoutMark) {
  for (const bool big_endian : {false, true}) {
    for (const bool mark : {false, true}) {
      const Outcome got =
          ReadAll(Utf16(u"姓名\t身份证号\r\n\U00020BB7三\t123456789012345678\r\n", big_endian, mark), {}, 7);
      EXPECT_EQ(got.rows, (Rows{{"姓名", "身份证号"}, {"𠮷三", "123456789012345678"}}));
      EXPECT_EQ(got.encoding, big_endian ? Encoding::kUtf16Be : Encoding::kUtf16Le);
    }
  }
  std::u16string lone = u"ab,c\n,d\n";
  lone.insert(lone.begin() + 5, char16_t{0xD800});
  const Outcome got = ReadAll(Utf16(lone, false, true));
  ASSERT_EQ(got.rows.size(), 2U);
  EXPECT_EQ(got.rows[1][0], "\uFFFD");
  ASSERT_EQ(got.issues[1].size(), 1U);
  EXPECT_EQ(got.issues[1][0].kind, IssueKind::kUndecodable);
}

TEST(CsvReader, NamesRowsInAnotherEncoding) {
  const Outcome utf8 = ReadAll("姓名,村\n张三,上村\n\xC0\xEE\xCB\xC4,\xCF\xC2\xB4\xE5\n");
  EXPECT_EQ(utf8.encoding, Encoding::kUtf8);
  EXPECT_EQ(utf8.rows[2], (std::vector<std::string>{"李四", "下村"}));
  ASSERT_EQ(utf8.issues[2].size(), 1U);
  EXPECT_EQ(utf8.issues[2][0].kind, IssueKind::kOtherEncoding);
  const Outcome gb = ReadAll("\xD0\xD5\xC3\xFB,\xB4\xE5\n\xD5\xC5\xC8\xFD,\xC9\xCF\xB4\xE5\n李四,下村\n");
  EXPECT_EQ(gb.encoding, Encoding::kGb18030);
  EXPECT_EQ(gb.rows[2], (std::vector<std::string>{"李四", "下村"}));
  EXPECT_EQ(gb.issues[2][0].kind, IssueKind::kOtherEncoding);
  const Outcome bad = ReadAll("姓名,村\n张\xFF三,上村\n");
  EXPECT_EQ(bad.rows[1][0], "张\uFFFD三");
  EXPECT_EQ(bad.issues[1][0].kind, IssueKind::kUndecodable);
}

TEST(CsvReader, SaysWhichQuoteIsNotClosed) {
  const Outcome got = ReadAll("a,b\n1,\"two\n3,four\n");
  EXPECT_EQ(got.rows, (Rows{{"a", "b"}, {"1", "\"two"}, {"3", "four"}}));
  ASSERT_EQ(got.issues[1].size(), 1U);
  EXPECT_EQ(got.issues[1][0].kind, IssueKind::kUnclosedQuote);
  EXPECT_EQ(got.issues[1][0].field, 1U);
  // The forgotten quote meets the quote of a later record.
  const Outcome swallowed = ReadAll("a,b\n1,\"two\n3,\"four\"\n5,6\n");
  EXPECT_EQ(swallowed.rows, (Rows{{"a", "b"}, {"1", "\"two"}, {"3", "four"}, {"5", "6"}}));
  EXPECT_EQ(swallowed.issues[1][0].kind, IssueKind::kUnclosedQuote);
}

TEST(CsvReader, KeepsStrayQuotesAndDropsZeroBytes) {
  const Outcome got = ReadAll(std::string("5\" pipe,\"x\"y,z\"\na\0b,\"\"\"q\"\"\",c\n"sv));
  EXPECT_EQ(got.rows[0], (std::vector<std::string>{"5\" pipe", "xy", "z\""}));
  ASSERT_EQ(got.issues[0].size(), 3U);
  EXPECT_EQ(got.issues[0][1].kind, IssueKind::kTextAfterQuote);
  EXPECT_EQ(got.rows[1], (std::vector<std::string>{"ab", "\"q\"", "c"}));
  EXPECT_EQ(got.issues[1][0].kind, IssueKind::kZeroByte);
}

TEST(CsvReader, RefusesWhatIsOverTheLimits) {
  ReaderOptions options;
  options.field_bytes_max = 1000;
  options.record_bytes_max = 600 << 10;
  EXPECT_NE(ReadAll("a\n" + std::string(1001, 'x'), options).error.find("line=2"), std::string::npos);
  options.field_bytes_max = 1 << 20;
  EXPECT_NE(ReadAll(std::string(700 << 10, 'x'), options).error, "");
  EXPECT_EQ(ReadAll(std::string(500 << 10, 'x'), options).rows[0][0].size(), std::size_t{500 << 10});
  options.fields_max = 3;
  EXPECT_NE(ReadAll("1,2,3,4\n", options).error, "");
  // An opening quote before megabytes of lines costs only its own line.
  std::string text = "a,\"b\n";
  for (int row = 0; row < 200000; ++row) text += "c,d,e,f,g\n";
  EXPECT_EQ(ReadAll(text).rows.size(), 200001U);
}

TEST(CsvRoundTrip, ReaderReturnsWhatWriterGot) {
  const std::string path = testing::TempDir() + "round_trip.csv";
  const std::vector<std::string> pieces = {"",   "a",  ",", "\"", "\n", "\r", "\r\n",
                                           "张", "𠮷", " ", "=1", "-5", "\t", "'"};
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    Rows rows{{"h1", "h2", "h3"}};
    auto writer = Writer::Create(path, {"h1", "h2", "h3"});
    ASSERT_TRUE(writer.has_value());
    const std::size_t count = random() % 30;
    for (std::size_t row = 0; row < count; ++row) {
      std::vector<std::string> fields(1 + random() % 4);
      for (std::string& field : fields) {
        for (std::size_t part = random() % 5; part > 0; --part) field += pieces[random() % pieces.size()];
        writer->Field(field);
      }
      writer->EndRow();
      rows.push_back(fields);
    }
    ASSERT_TRUE(writer->Close().has_value());
    ReaderOptions options;
    options.delimiter = ',';
    auto reader = Reader::Open(*file::OpenSource(path), options);
    Record record;
    Rows got;
    while (*reader->Next(record)) got.emplace_back(record.fields.begin(), record.fields.end());
    ASSERT_EQ(got, rows) << "seed " << seed;
  }
}

TEST(CsvWriter, GuardsFormulasOnlyWhenAsked) {
  std::string plain, guarded;
  for (const std::string_view field : {"=1+1", "+86", "-x", "@a", "\tb", "\rc", "正常", "=a,\"b\""}) {
    AppendField(field, false, plain);
    AppendField(field, true, guarded);
    plain += '|';
    guarded += '|';
  }
  EXPECT_EQ(plain, "=1+1|+86|-x|@a|\tb|\"\rc\"|正常|\"=a,\"\"b\"\"\"|");
  EXPECT_EQ(guarded, "'=1+1|'+86|'-x|'@a|'\tb|\"'\rc\"|正常|\"'=a,\"\"b\"\"\"|");
}

TEST(CsvWriter, FileAppearsOnlyWholeAndPrivate) {
  const std::string folder = testing::TempDir() + "csv_writer_folder";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  {
    auto writer = Writer::Create(folder + "/x.csv", {"a"});
    writer->Field("1");
    writer->EndRow();
    EXPECT_FALSE(std::filesystem::exists(folder + "/x.csv"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder));  // not closed: nothing is left
  auto writer = Writer::Create(folder + "/x.csv", {"a"});
  writer->Integer(-7);
  writer->EndRow();
  ASSERT_TRUE(writer->Close().has_value());
  struct stat status {};
  ASSERT_EQ(::stat((folder + "/x.csv").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  std::ifstream file(folder + "/x.csv");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "a\n-7\n");
  EXPECT_FALSE(Writer::Create(folder + "/missing/x.csv", {"a"}).has_value());
}

}  // namespace
}  // namespace gq::csv
