#include "modules/demo/csv_file.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <optional>
#include <vector>

#include "kits/csv/writer.h"

namespace gq::demo {

struct CsvFile::State {
  explicit State(file::AtomicFile f) : file(std::move(f)) {}
  ~State() {
    if (converter != nullptr) ucnv_close(converter);
  }
  file::AtomicFile file;
  UConverter* converter = nullptr;
  std::string pending;
  bool first = true;
  std::uint64_t rows = 0;
  Status status;
};

CsvFile::CsvFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
CsvFile::CsvFile(CsvFile&&) noexcept = default;
CsvFile& CsvFile::operator=(CsvFile&&) noexcept = default;
CsvFile::~CsvFile() = default;

Result<CsvFile> CsvFile::Create(const std::string& path, Code code, std::initializer_list<std::string_view> header) {
  auto state = std::make_unique<State>(TRY(file::AtomicFile::Create(path)));
  if (code == Code::kGb18030) {
    UErrorCode error = U_ZERO_ERROR;
    state->converter = ucnv_open("gb18030", &error);
    if (U_FAILURE(error)) return Fail(kInternal, "ICU 没有 GB18030 编码表", "请重新安装 libicu");
  }
  if (code == Code::kUtf8Mark) state->pending = "\xef\xbb\xbf";
  CsvFile csv(std::move(state));
  for (const auto field : header) csv.Add(field);
  csv.EndRow();
  csv.state_->rows = 0;
  return csv;
}

CsvFile& CsvFile::Add(std::string_view field) {
  if (!state_->first) state_->pending += ',';
  state_->first = false;
  csv::AppendField(field, false, state_->pending);
  return *this;
}

CsvFile& CsvFile::Add(std::int64_t number) { return Add(std::to_string(number)); }

void CsvFile::EndRow() {
  state_->pending += state_->converter != nullptr ? "\r\n" : "\n";  // GB18030 files come from spreadsheets on Windows
  state_->first = true;
  ++state_->rows;
  if (state_->pending.size() > (1 << 18)) Flush();
}

void CsvFile::Flush() {
  if (!state_->status) return;
  if (state_->converter == nullptr) {
    state_->status = state_->file.Write(state_->pending);
  } else {
    const auto text = icu::UnicodeString::fromUTF8(state_->pending);
    std::string bytes(static_cast<std::size_t>(text.length()) * 4 + 8, 0);
    UErrorCode error = U_ZERO_ERROR;
    const int length = ucnv_fromUChars(state_->converter, bytes.data(), static_cast<int>(bytes.size()),
                                       text.getBuffer(), text.length(), &error);
    if (U_FAILURE(error)) state_->status = Fail(kInternal, "文字不能写成 GB18030", "");
    if (state_->status)
      state_->status = state_->file.Write(std::string_view(bytes).substr(0, static_cast<std::size_t>(length)));
  }
  state_->pending.clear();
}

std::uint64_t CsvFile::rows() const { return state_->rows; }

Status CsvFile::Close() {
  Flush();
  TRY(std::move(state_->status));
  return state_->file.Commit();
}

}  // namespace gq::demo
