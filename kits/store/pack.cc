#include "kits/store/pack.h"

#include <zstd.h>

#include <cstdlib>
#include <memory>

namespace gq::store {

extern const std::string_view kEventDictionary;  // made by embed.cmake

namespace {

constexpr int kLevel = 1;  // 500 MB a second; higher levels win a tenth for half the speed
constexpr const char* kCure = "请运行 gangqiao audit verify，再从备份恢复";

template <typename T, std::size_t (*kFree)(T*)>
struct Free {
  void operator()(T* context) const { kFree(context); }
};
using Packer = std::unique_ptr<ZSTD_CCtx, Free<ZSTD_CCtx, ZSTD_freeCCtx>>;
using Unpacker = std::unique_ptr<ZSTD_DCtx, Free<ZSTD_DCtx, ZSTD_freeDCtx>>;

const ZSTD_CDict* PackingDictionary() {
  static const ZSTD_CDict* dictionary = ZSTD_createCDict(kEventDictionary.data(), kEventDictionary.size(), kLevel);
  return dictionary;
}

const ZSTD_DDict* UnpackingDictionary() {
  static const ZSTD_DDict* dictionary = ZSTD_createDDict(kEventDictionary.data(), kEventDictionary.size());
  return dictionary;
}

// nullptr: without a dictionary.
std::string PackWith(std::string_view text, const ZSTD_CDict* dictionary) {
  thread_local const Packer packer(ZSTD_createCCtx());
  std::string frame(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size =
      dictionary == nullptr
          ? ZSTD_compressCCtx(packer.get(), frame.data(), frame.size(), text.data(), text.size(), kLevel)
          : ZSTD_compress_usingCDict(packer.get(), frame.data(), frame.size(), text.data(), text.size(), dictionary);
  if (ZSTD_isError(size) != 0)
    std::abort();  // the room is enough and the dictionary is ours: nothing but a broken machine
  frame.resize(size);
  return frame;
}

// `what` begins the message: whose content it is.
Result<std::string> UnpackWith(std::string_view frame, const ZSTD_DDict* dictionary, std::string_view what,
                               const char* cure) {
  thread_local const Unpacker unpacker(ZSTD_createDCtx());
  const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > kUnpackedBytesMax)
    return Fail(kInternal, std::string(what) + "不是打包的内容", cure);
  std::string text(static_cast<std::size_t>(size), '\0');
  const std::size_t made =
      ZSTD_decompress_usingDDict(unpacker.get(), text.data(), text.size(), frame.data(), frame.size(), dictionary);
  if (ZSTD_isError(made) != 0 || made != text.size())
    return Fail(kInternal, std::string(what) + "已损坏，解不开", cure);
  return text;
}

}  // namespace

std::string Pack(std::string_view text) { return PackWith(text, PackingDictionary()); }

Result<std::string> Unpack(std::string_view frame) {
  return UnpackWith(frame, UnpackingDictionary(), "事件的内容", kCure);
}

std::string PackLarge(std::string_view text) { return PackWith(text, nullptr); }

Result<std::string> UnpackLarge(std::string_view frame) {
  return UnpackWith(frame, nullptr, "打包存放的内容", "请从备份恢复");
}

}  // namespace gq::store
