// Packing of event payloads: Zstandard (RFC 8878) with a dictionary of what such payloads are made of.
//
// An import writes one event a person, with every value of the new records as JSON: some 1,800 bytes that repeat the
// names of the fields. Packed they are 300, so that the events of an import are a fifth of the store instead of two
// thirds of it. The dictionary (event_dictionary.zdict) was trained on payloads of the demo; its number stands in every
// frame. It is never changed: a better one is added beside it, because what was packed with this one has to be read for
// as long as the store is kept.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace gq::store {

// The most that Unpack makes of a frame, in bytes. No event is near it; a damaged frame does not take the memory.
inline constexpr std::size_t kUnpackedBytesMax = 64 << 20;

// Thread-safe; a thread keeps its working memory (about 100 KB).
std::string Pack(std::string_view text);
// kInternal when the frame is damaged, cut short or of another dictionary.
Result<std::string> Unpack(std::string_view frame);

// The same without the dictionary: for texts of many kilobytes, of any content (parts of files, staged rows).
std::string PackLarge(std::string_view text);
Result<std::string> UnpackLarge(std::string_view frame);

}  // namespace gq::store
