#include "kits/crypto/field_cipher.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <pthread.h>

#include <atomic>
#include <cstring>
#include <stdexcept>

#include "kits/crypto/bytes.h"
#include "kits/crypto/context_pool.h"

namespace gq::crypto {
namespace {

constexpr std::size_t kCheckBytes = 4;
constexpr std::size_t kHeadBytes = 1 + kCheckBytes;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kCounterBytes = 16;
constexpr std::size_t kMacBytes = 32;
constexpr std::size_t kTextBytesMax = 1u << 30;

void Require(bool done) {
  if (!done) throw std::runtime_error("encryption failed in OpenSSL");
}

unsigned char* Bytes(char* text) { return reinterpret_cast<unsigned char*>(text); }
const unsigned char* Bytes(const char* text) { return reinterpret_cast<const unsigned char*>(text); }
const unsigned char* Bytes(std::string_view text) { return Bytes(text.data()); }

const EVP_CIPHER* FetchAes() {
  static const EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return algorithm;
}
const EVP_CIPHER* FetchSm4() {
  static const EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "SM4-CTR", nullptr);
  return algorithm;
}

using CipherPool = internal::ContextPool<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using MacPool = internal::ContextPool<EVP_MAC_CTX, EVP_MAC_CTX_free>;

Error Damaged() { return Error{&kDamaged, "加密内容已损坏，或者不属于这个位置", "请从备份恢复这一条，并检查磁盘", {}}; }

}  // namespace

struct FieldCipher::State {
  Algorithm writes;
  std::array<char, kCheckBytes> check;
  Key aes_key, sm4_key, sm3_key;
  // Encrypting and decrypting contexts apart: switching direction would expand the key again.
  CipherPool aes_encrypt;
  CipherPool aes_decrypt, sm4;
  MacPool sm3;

  ~State() {
    Wipe(aes_key.data(), aes_key.size());
    Wipe(sm4_key.data(), sm4_key.size());
    Wipe(sm3_key.data(), sm3_key.size());
  }

  EVP_CIPHER_CTX* MakeCipher(const EVP_CIPHER* algorithm, const Key& key, int encrypts) const {
    EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
    Require(context != nullptr && algorithm != nullptr &&
            EVP_CipherInit_ex2(context, algorithm, key.data(), nullptr, encrypts, nullptr) == 1);
    return context;
  }

  EVP_MAC_CTX* MakeMac() const {
    static EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    EVP_MAC_CTX* context = hmac == nullptr ? nullptr : EVP_MAC_CTX_new(hmac);
    char hash[] = "SM3";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash, 0),
                                     OSSL_PARAM_construct_end()};
    Require(context != nullptr && EVP_MAC_init(context, sm3_key.data(), sm3_key.size(), parameters) == 1);
    return context;
  }

  std::string Head(Algorithm algorithm, std::size_t room) const {
    std::string sealed;
    sealed.reserve(room);
    sealed += static_cast<char>(algorithm);
    sealed.append(check.data(), check.size());
    return sealed;
  }

  std::string SealAes(std::string_view text, std::string_view context) {
    std::string sealed = Head(Algorithm::kAes256Gcm, kHeadBytes + kNonceBytes + text.size() + kTagBytes);
    sealed.resize(kHeadBytes + kNonceBytes + text.size() + kTagBytes);
    char* const nonce = sealed.data() + kHeadBytes;
    char* const body = nonce + kNonceBytes;
    const auto loan = aes_encrypt.Borrow([this] { return MakeCipher(FetchAes(), aes_key, 1); });
    EVP_CIPHER_CTX* const cipher = loan.get();
    FillRandom(nonce, kNonceBytes);
    int size = 0;
    Require(EVP_EncryptInit_ex2(cipher, nullptr, nullptr, Bytes(nonce), nullptr) == 1 &&
            EVP_EncryptUpdate(cipher, nullptr, &size, Bytes(sealed.data()), kHeadBytes) == 1 &&
            EVP_EncryptUpdate(cipher, nullptr, &size, Bytes(context), static_cast<int>(context.size())) == 1 &&
            EVP_EncryptUpdate(cipher, Bytes(body), &size, Bytes(text), static_cast<int>(text.size())) == 1 &&
            EVP_EncryptFinal_ex(cipher, Bytes(body) + text.size(), &size) == 1 &&
            EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, kTagBytes, body + text.size()) == 1);
    return sealed;
  }

  Result<std::string> OpenAes(std::string_view sealed, std::string_view context) {
    if (sealed.size() < kHeadBytes + kNonceBytes + kTagBytes) return Fail(Damaged());
    const std::string_view nonce = sealed.substr(kHeadBytes, kNonceBytes);
    const std::string_view body =
        sealed.substr(kHeadBytes + kNonceBytes, sealed.size() - kHeadBytes - kNonceBytes - kTagBytes);
    std::array<char, kTagBytes> tag;
    std::memcpy(tag.data(), sealed.data() + sealed.size() - kTagBytes, kTagBytes);
    std::string text(body.size(), '\0');
    const auto loan = aes_decrypt.Borrow([this] { return MakeCipher(FetchAes(), aes_key, 0); });
    EVP_CIPHER_CTX* const cipher = loan.get();
    int size = 0;
    Require(EVP_DecryptInit_ex2(cipher, nullptr, nullptr, Bytes(nonce), nullptr) == 1 &&
            EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1 &&
            EVP_DecryptUpdate(cipher, nullptr, &size, Bytes(sealed), kHeadBytes) == 1 &&
            EVP_DecryptUpdate(cipher, nullptr, &size, Bytes(context), static_cast<int>(context.size())) == 1 &&
            EVP_DecryptUpdate(cipher, Bytes(text.data()), &size, Bytes(body), static_cast<int>(body.size())) == 1);
    if (EVP_DecryptFinal_ex(cipher, Bytes(text.data()) + text.size(), &size) != 1) {
      Wipe(text.data(), text.size());
      return Fail(Damaged());
    }
    return text;
  }

  // Encrypt-then-MAC over head, length of the context, context, counter, text. The length keeps the parts apart.
  std::array<char, kMacBytes> Mac(std::string_view head_and_body, std::string_view context) {
    std::array<unsigned char, 8> length{};
    for (std::size_t i = 0; i < length.size(); ++i) length[i] = static_cast<unsigned char>(context.size() >> (8 * i));
    const auto loan = sm3.Borrow([this] { return MakeMac(); });
    std::array<char, kMacBytes> mac;
    std::size_t size = 0;
    Require(EVP_MAC_init(loan.get(), nullptr, 0, nullptr) == 1 &&
            EVP_MAC_update(loan.get(), length.data(), length.size()) == 1 &&
            EVP_MAC_update(loan.get(), Bytes(context), context.size()) == 1 &&
            EVP_MAC_update(loan.get(), Bytes(head_and_body), head_and_body.size()) == 1 &&
            EVP_MAC_final(loan.get(), Bytes(mac.data()), &size, mac.size()) == 1 && size == mac.size());
    return mac;
  }

  void RunSm4(std::string_view counter, std::string_view in, char* out) {
    const auto loan = sm4.Borrow([this] { return MakeCipher(FetchSm4(), sm4_key, 1); });
    int size = 0;
    Require(EVP_EncryptInit_ex2(loan.get(), nullptr, nullptr, Bytes(counter), nullptr) == 1 &&
            EVP_EncryptUpdate(loan.get(), Bytes(out), &size, Bytes(in), static_cast<int>(in.size())) == 1);
  }

  std::string SealSm4(std::string_view text, std::string_view context) {
    const std::size_t room = kHeadBytes + kCounterBytes + text.size() + kMacBytes;
    std::string sealed = Head(Algorithm::kSm4CtrHmacSm3, room);
    sealed.resize(room - kMacBytes);
    FillRandom(sealed.data() + kHeadBytes, kCounterBytes);
    RunSm4({sealed.data() + kHeadBytes, kCounterBytes}, text, sealed.data() + kHeadBytes + kCounterBytes);
    const auto mac = Mac(sealed, context);
    sealed.append(mac.data(), mac.size());
    return sealed;
  }

  Result<std::string> OpenSm4(std::string_view sealed, std::string_view context) {
    if (sealed.size() < kHeadBytes + kCounterBytes + kMacBytes) return Fail(Damaged());
    const std::string_view signed_part = sealed.substr(0, sealed.size() - kMacBytes);
    const auto mac = Mac(signed_part, context);
    if (!EqualInConstantTime({mac.data(), mac.size()}, sealed.substr(signed_part.size()))) return Fail(Damaged());
    const std::string_view body = signed_part.substr(kHeadBytes + kCounterBytes);
    std::string text(body.size(), '\0');
    RunSm4(signed_part.substr(kHeadBytes, kCounterBytes), body, text.data());
    return text;
  }
};

FieldCipher::FieldCipher(const MasterKey& key, Algorithm writes) : state_(std::make_unique<State>()) {
  state_->writes = writes;
  const std::string id = FromHex(key.id());
  std::memcpy(state_->check.data(), id.data(), kCheckBytes);
  state_->aes_key = key.Derive("field/aes-256-gcm");
  state_->sm4_key = key.Derive("field/sm4-ctr");
  state_->sm3_key = key.Derive("field/hmac-sm3");
}
FieldCipher::~FieldCipher() = default;
FieldCipher::FieldCipher(FieldCipher&&) noexcept = default;
FieldCipher& FieldCipher::operator=(FieldCipher&&) noexcept = default;

std::string FieldCipher::Encrypt(std::string_view text, std::string_view context) const {
  if (text.size() > kTextBytesMax || context.size() > kTextBytesMax)
    throw std::runtime_error("value too long to encrypt");
  return state_->writes == Algorithm::kAes256Gcm ? state_->SealAes(text, context) : state_->SealSm4(text, context);
}

bool FieldCipher::IsOwn(std::string_view sealed) const {
  return sealed.size() >= kHeadBytes &&
         sealed.substr(1, kCheckBytes) == std::string_view(state_->check.data(), state_->check.size());
}

Result<std::string> FieldCipher::Decrypt(std::string_view sealed, std::string_view context) const {
  if (sealed.size() < kHeadBytes || sealed.size() > kTextBytesMax + 64) return Fail(Damaged());
  const auto algorithm = static_cast<Algorithm>(sealed[0]);
  if (algorithm != Algorithm::kAes256Gcm && algorithm != Algorithm::kSm4CtrHmacSm3) return Fail(Damaged());
  if (sealed.substr(1, kCheckBytes) != std::string_view(state_->check.data(), kCheckBytes)) {
    return Fail(kWrongKey, "这一内容是用另一把密钥加密的", "请检查密钥文件是否属于这份数据");
  }
  return algorithm == Algorithm::kAes256Gcm ? state_->OpenAes(sealed, context) : state_->OpenSm4(sealed, context);
}

}  // namespace gq::crypto
