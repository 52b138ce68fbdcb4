#include "kits/store/event_chain.h"

#include "kits/crypto/hash.h"
#include "kits/store/pack.h"

namespace gq::store {

namespace {

void AppendNumber(std::string& out, std::int64_t n) {
  for (int shift = 56; shift >= 0; shift -= 8)
    out += static_cast<char>((static_cast<std::uint64_t>(n) >> shift) & 0xff);
}

void AppendText(std::string& out, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((size >> shift) & 0xff);
  out += text;
}

std::string Digest(std::string_view data) {
  const auto digest = crypto::Sha256(data);
  return std::string(reinterpret_cast<const char*>(digest.data()), digest.size());
}

}  // namespace

std::string Commit(std::string_view salt, std::string_view payload) {
  std::string both(salt);
  both += payload;
  return Digest(both);
}

std::string HashEvent(const Event& event, std::string_view previous_hash) {
  std::string canonical(previous_hash);
  AppendNumber(canonical, event.chain);
  AppendNumber(canonical, event.seq);
  AppendNumber(canonical, event.at);
  AppendText(canonical, event.actor);
  AppendText(canonical, event.action);
  AppendText(canonical, event.subject_type);
  AppendText(canonical, event.subject_id.ToBytes());
  AppendText(canonical, event.cause);
  AppendText(canonical, event.commitment);
  return Digest(canonical);
}

namespace {

std::string EventContext(std::int64_t chain, std::string_view commitment) {
  std::string context = std::to_string(chain);
  context += '/';
  context += commitment;
  return context;
}

}  // namespace

std::string SealEvent(const Vault& vault, std::int64_t chain, std::string_view commitment, std::string_view salt,
                      std::string_view payload) {
  std::string both(salt);
  both += Pack(payload);
  return vault.Seal("event", EventContext(chain, commitment), both);
}

Result<std::string> OpenEvent(const Vault& vault, std::int64_t chain, std::string_view commitment,
                              std::string_view sealed) {
  const std::string both = TRY(vault.Open("event", EventContext(chain, commitment), sealed));
  if (both.size() < kSaltBytes) return Fail(kInternal, "事件的内容太短", "请运行 gangqiao audit verify");
  const std::string_view parts(both);
  std::string payload = TRY(Unpack(parts.substr(kSaltBytes)));
  if (Commit(parts.substr(0, kSaltBytes), payload) != commitment)
    return Fail(kInternal, "事件的内容与承诺不符", "请运行 gangqiao audit verify");
  return payload;
}

}  // namespace gq::store
