#include "kits/crypto/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace gq::crypto {
namespace {

struct ContextDeleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, ContextDeleter>;

void Require(bool done) {
  if (!done) throw std::runtime_error("hash function failed in OpenSSL");
}

// Fetched once: an implicit fetch by every digest costs more than hashing a short text.
const EVP_MD* FetchSha256() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}
const EVP_MD* FetchSm3() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SM3", nullptr);
  return algorithm;
}

Digest HashAtOnce(const EVP_MD* algorithm, std::string_view data) {
  thread_local const Context context(EVP_MD_CTX_new());
  Digest digest{};
  Require(algorithm != nullptr && EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1 &&
          EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1 &&
          EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
  return digest;
}

Digest HmacAtOnce(const EVP_MD* algorithm, std::string_view key, std::string_view data) {
  Digest digest{};
  unsigned int size = 0;
  // A null key would mean "no key" to OpenSSL; an empty key is a key.
  const char* key_data = key.data() != nullptr ? key.data() : "";
  Require(algorithm != nullptr &&
          HMAC(algorithm, key_data, static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(data.data()),
               data.size(), digest.data(), &size) != nullptr &&
          size == digest.size());
  return digest;
}

}  // namespace

Digest Sha256(std::string_view data) { return HashAtOnce(FetchSha256(), data); }
Digest Sm3(std::string_view data) { return HashAtOnce(FetchSm3(), data); }
Digest HmacSha256(std::string_view key, std::string_view data) { return HmacAtOnce(FetchSha256(), key, data); }
Digest HmacSm3(std::string_view key, std::string_view data) { return HmacAtOnce(FetchSm3(), key, data); }

struct Sha256Stream::State {
  Context context{EVP_MD_CTX_new()};
  void Start() { Require(EVP_DigestInit_ex2(context.get(), FetchSha256(), nullptr) == 1); }
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) { state_->Start(); }
Sha256Stream::~Sha256Stream() = default;
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;

void Sha256Stream::Update(std::string_view data) {
  Require(EVP_DigestUpdate(state_->context.get(), data.data(), data.size()) == 1);
}

Digest Sha256Stream::Finish() {
  Digest digest{};
  Require(EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr) == 1);
  state_->Start();
  return digest;
}

}  // namespace gq::crypto
