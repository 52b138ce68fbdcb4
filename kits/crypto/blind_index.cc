#include "kits/crypto/blind_index.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

#include "kits/crypto/bytes.h"
#include "kits/crypto/context_pool.h"
#include "kits/crypto/hash.h"

namespace gq::crypto {
namespace {

using MacPool = internal::ContextPool<EVP_MAC_CTX, EVP_MAC_CTX_free>;

EVP_MAC_CTX* MakeMac(const Key& key) {
  static EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_MAC_CTX* context = hmac == nullptr ? nullptr : EVP_MAC_CTX_new(hmac);
  char hash[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash, 0),
                                   OSSL_PARAM_construct_end()};
  if (context == nullptr || EVP_MAC_init(context, key.data(), key.size(), parameters) != 1) {
    throw std::runtime_error("no HMAC-SHA256 in OpenSSL");
  }
  return context;
}

struct KeyedHash {
  Key key;
  MacPool pool;

  ~KeyedHash() { Wipe(key.data(), key.size()); }

  template <std::size_t N>
  std::array<std::uint8_t, N> Of(std::string_view value) {
    const auto loan = pool.Borrow([this] { return MakeMac(key); });
    Digest digest;
    std::size_t size = 0;
    if (EVP_MAC_init(loan.get(), nullptr, 0, nullptr) != 1 ||
        EVP_MAC_update(loan.get(), reinterpret_cast<const unsigned char*>(value.data()), value.size()) != 1 ||
        EVP_MAC_final(loan.get(), digest.data(), &size, digest.size()) != 1) {
      throw std::runtime_error("HMAC-SHA256 failed in OpenSSL");
    }
    std::array<std::uint8_t, N> cut;
    std::copy_n(digest.begin(), N, cut.begin());
    return cut;
  }
};

}  // namespace

struct BlindIndex::State {
  KeyedHash whole, last_four;
};

BlindIndex::BlindIndex(const MasterKey& key, std::string_view column) : state_(std::make_unique<State>()) {
  state_->whole.key = key.Derive("index/whole/" + std::string(column));
  state_->last_four.key = key.Derive("index/last-four/" + std::string(column));
}
BlindIndex::~BlindIndex() = default;
BlindIndex::BlindIndex(BlindIndex&&) noexcept = default;
BlindIndex& BlindIndex::operator=(BlindIndex&&) noexcept = default;

std::array<std::uint8_t, 16> BlindIndex::Whole(std::string_view value) const { return state_->whole.Of<16>(value); }

std::array<std::uint8_t, 8> BlindIndex::LastFour(std::string_view value) const {
  return state_->last_four.Of<8>(value.substr(value.size() - std::min<std::size_t>(4, value.size())));
}

}  // namespace gq::crypto
