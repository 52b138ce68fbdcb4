#include "kits/store/vault.h"

#include <map>
#include <mutex>
#include <shared_mutex>

#include "kits/crypto/blind_index.h"
#include "kits/crypto/field_cipher.h"

namespace gq::store {

struct Vault::State {
  explicit State(const crypto::MasterKey& master) : key(master), cipher(master) {}

  const crypto::BlindIndex& IndexOf(std::string_view column) {
    {
      const std::shared_lock lock(mutex);
      const auto it = indexes.find(column);
      if (it != indexes.end()) return it->second;
    }
    const std::unique_lock lock(mutex);
    return indexes.try_emplace(std::string(column), crypto::BlindIndex(key, column)).first->second;
  }

  crypto::MasterKey key;
  crypto::FieldCipher cipher;
  std::shared_mutex mutex;
  std::map<std::string, crypto::BlindIndex, std::less<>> indexes;
};

namespace {

std::string Context(std::string_view place, std::string_view id) {
  std::string context;
  context.reserve(place.size() + 1 + id.size());
  context += place;
  context += '/';
  context += id;
  return context;
}

template <std::size_t N>
std::string Text(const std::array<std::uint8_t, N>& bytes) {
  return std::string(reinterpret_cast<const char*>(bytes.data()), N);
}

}  // namespace

Vault::Vault(const crypto::MasterKey& key) : state_(std::make_unique<State>(key)), key_id_(key.id()) {}
Vault::~Vault() = default;

std::string Vault::Seal(std::string_view place, std::string_view id, std::string_view text) const {
  return state_->cipher.Encrypt(text, Context(place, id));
}

Result<std::string> Vault::Open(std::string_view place, std::string_view id, std::string_view sealed) const {
  return state_->cipher.Decrypt(sealed, Context(place, id));
}

bool Vault::IsOwn(std::string_view sealed) const { return state_->cipher.IsOwn(sealed); }

std::string Vault::Index(std::string_view column, std::string_view text) const {
  const std::string normal = NormaliseSecret(text);
  const crypto::BlindIndex& index = state_->IndexOf(column);
  return Text(index.LastFour(normal)) + Text(index.Whole(normal));
}

Vault::Range Vault::TailRange(std::string_view column, std::string_view last_four) const {
  Range range{Text(state_->IndexOf(column).LastFour(NormaliseSecret(last_four))), {}};
  range.end = range.first + std::string(17, '\xff');  // longer than any index
  return range;
}

crypto::Key Vault::Derive(std::string_view purpose) const { return state_->key.Derive(purpose); }

std::string NormaliseSecret(std::string_view text) {
  std::string normal;
  normal.reserve(text.size());
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      normal += c;
    else if (c >= 'A' && c <= 'Z')
      normal += c;
    else if (c >= 'a' && c <= 'z')
      normal += static_cast<char>(c - 'a' + 'A');
    else if (static_cast<unsigned char>(c) >= 0x80)
      normal += c;
  }
  return normal;
}

}  // namespace gq::store
