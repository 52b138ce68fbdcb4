// Any bytes as a file of a private comparison: its head, a key file, an audit trail, a whole exchange file. No crash;
// a head that is understood is written and understood again the same.
// libs: modules_private_comparison
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

#include "modules/private_comparison/audit_trail.h"
#include "modules/private_comparison/exchange_file.h"
#include "modules/private_comparison/office_key.h"

namespace {

using namespace gq::psi;

void ReadAsFile(const std::string& bytes) {
  static const std::string path = "/tmp/gq_psi_fuzz_" + std::to_string(::getpid());
  std::ofstream(path, std::ios::binary) << bytes;
  for (int kind = 0; kind < 6; ++kind) {
    auto reader = ExchangeReader::Open(path, static_cast<FileKind>(kind));
    if (!reader) continue;
    std::uint64_t values = 0;
    for (;;) {
      const auto chunk = reader->Next(3);
      if (!chunk) std::abort();  // a signed file is whole
      if (chunk->empty()) break;
      values += chunk->size() / ValueBytes(reader->head().kind);
    }
    if (values != reader->head().values) std::abort();
  }
  ::unlink(path.c_str());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  std::size_t head_bytes = 0;
  if (const auto head = ParseHead(bytes, &head_bytes)) {
    const std::string text = FormatHead(*head);
    std::size_t again_bytes = 0;
    const auto again = ParseHead(text, &again_bytes);
    if (text.size() <= kHeadBytesMax && (!again || again_bytes != text.size() || FormatHead(*again) != text))
      std::abort();
    ReadAsFile(bytes);
  }
  (void)ParseOfficeKey(bytes);
  (void)ParseAudit(bytes, std::string(32, 'k'));
  return 0;
}
