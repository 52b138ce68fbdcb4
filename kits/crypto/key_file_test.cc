#include "kits/crypto/key_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <random>

#include "kits/crypto/base32.h"
#include "kits/crypto/bytes.h"

namespace gq::crypto {
namespace {

class KeyFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("gq_key_file_" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "data");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

Key Counting() {
  Key key;
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  return key;
}

TEST(Base32, BothWaysForAllLengths) {
  std::mt19937 random(7);
  for (std::size_t size = 0; size <= 40; ++size) {
    std::string bytes(size, '\0');
    for (auto& c : bytes) c = static_cast<char>(random());
    const Base32Text back = FromBase32(ToBase32(bytes, 5));
    EXPECT_EQ(back.bytes, bytes) << size;
    EXPECT_EQ(back.characters, (size * 8 + 4) / 5);
    EXPECT_FALSE(back.wrong_at);
  }
  EXPECT_EQ(ToBase32("\xff\xff\xff\xff\xff", 5), "ZZZZZ-ZZZ");
  EXPECT_EQ(*FromBase32("00-U0").wrong_at, 3u);
}

TEST_F(KeyFile, IsCreatedForItsOwnerOnlyAndReadBack) {
  const auto path = folder_ / "master.key";
  const auto key = CreateKeyFile(path, folder_ / "data");
  ASSERT_TRUE(key) << key.error().ToString();
  struct stat about {};
  ASSERT_EQ(::stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  const auto again = ReadKeyFile(path);
  ASSERT_TRUE(again) << again.error().ToString();
  EXPECT_EQ(again->id(), key->id());
  EXPECT_EQ(again->Derive("x"), key->Derive("x"));
}

TEST_F(KeyFile, NeverReplacesAKey) {
  const auto path = folder_ / "master.key";
  const auto first = CreateKeyFile(path, folder_ / "data");
  const auto second = CreateKeyFile(path, folder_ / "data");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, &kKeyFile);
  EXPECT_EQ(ReadKeyFile(path)->id(), first->id());
}

TEST_F(KeyFile, DoesNotLieBesideTheData) {
  EXPECT_FALSE(CreateKeyFile(folder_ / "data" / "master.key", folder_ / "data"));
  EXPECT_FALSE(CreateKeyFile(folder_ / "data" / "deep" / ".." / "master.key", folder_ / "data"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "data" / "master.key"));
  EXPECT_TRUE(CreateKeyFile(folder_ / "database.key", folder_ / "data"));  // a longer name is not a place inside
}

TEST_F(KeyFile, RefusesWhatOthersCanRead) {
  const auto path = folder_ / "master.key";
  ASSERT_TRUE(CreateKeyFile(path, {}));
  for (const mode_t mode : {0640, 0604, 0620, 0601}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    const auto key = ReadKeyFile(path);
    ASSERT_FALSE(key) << std::oct << mode;
    EXPECT_NE(key.error().hint.find("chmod 600"), std::string::npos);
  }
  ASSERT_EQ(::chmod(path.c_str(), 0400), 0);
  EXPECT_TRUE(ReadKeyFile(path));
}

TEST_F(KeyFile, SaysWhenTheFileIsMissingOrSomethingElse) {
  EXPECT_FALSE(ReadKeyFile(folder_ / "nothing"));
  EXPECT_FALSE(ReadKeyFile(folder_));
  const auto path = folder_ / "other";
  std::ofstream(path) << "gangqiao key 1\nABCDE\n";
  ::chmod(path.c_str(), 0600);
  EXPECT_FALSE(ReadKeyFile(path));
  std::ofstream(path) << "hello";
  EXPECT_FALSE(ReadKeyFile(path));
}

TEST(MasterKey, RecoveryFormComesBackHoweverItIsTyped) {
  const MasterKey key = MasterKey::FromBytes(Counting());
  const std::string form = key.RecoveryForm();
  EXPECT_EQ(form.size(), 60u + 11u);
  std::string typed;
  for (char c : form) {
    if (c == '0') c = 'o';
    if (c == '1') c = 'l';
    if (c != '-') typed += static_cast<char>(std::tolower(c));
    if (c == '-') typed += ' ';
  }
  const auto back = MasterKey::FromRecoveryForm(typed);
  ASSERT_TRUE(back) << back.error().ToString();
  EXPECT_EQ(back->id(), key.id());
}

TEST(MasterKey, EverySingleTypingErrorIsFound) {
  const std::string form = MasterKey::FromBytes(Counting()).RecoveryForm();
  int tried = 0;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '-') continue;
    for (const char other : std::string_view("0123456789ABCDEFGHJKMNPQRSTVWXYZ*")) {
      if (other == form[i]) continue;
      std::string wrong = form;
      wrong[i] = other;
      const auto read = MasterKey::FromRecoveryForm(wrong);
      // The last character carries one payload bit only: a change of its padding changes nothing.
      if (read) {
        ASSERT_EQ(i, form.size() - 1);
        ASSERT_EQ(read->id(), MasterKey::FromBytes(Counting()).id());
      } else {
        ++tried;
      }
    }
    EXPECT_FALSE(MasterKey::FromRecoveryForm(form.substr(0, i) + form.substr(i + 1)));
  }
  EXPECT_GT(tried, 59 * 32 - 1);
  EXPECT_FALSE(MasterKey::FromRecoveryForm(""));
}

TEST(MasterKey, ErrorNamesTheGroup) {
  std::string form = MasterKey::FromBytes(Counting()).RecoveryForm();
  form[14] = '?';
  EXPECT_NE(MasterKey::FromRecoveryForm(form).error().message.find("第 3 组"), std::string::npos);
}

TEST(MasterKey, DerivedKeysDifferByPurposeAndMaster) {
  const MasterKey key = MasterKey::FromBytes(Counting());
  const MasterKey other = MasterKey::Random();
  EXPECT_EQ(key.Derive("a"), key.Derive("a"));
  EXPECT_NE(key.Derive("a"), key.Derive("b"));
  EXPECT_NE(key.Derive("a"), other.Derive("a"));
  // Computed apart with Python's hmac: HKDF-SHA256, salt "gangqiao/1", info "a".
  EXPECT_EQ(ToHex(AsText(key.Derive("a"))), "6f7297edce74bf28447aed739ef71919552735138d99bd12307477e3e07b8f8a");
  EXPECT_TRUE(CheckKeyId(key, key.id()));
  const auto wrong = CheckKeyId(key, other.id());
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, &kWrongKey);
}

TEST(MasterKey, RecoveryLinesNameTheLineThatIsWrong) {
  const MasterKey key = MasterKey::FromBytes(Counting());
  const std::string lines = key.RecoveryLines();
  ASSERT_TRUE(MasterKey::FromRecoveryLines(lines));
  EXPECT_EQ(MasterKey::FromRecoveryLines(lines)->id(), key.id());
  EXPECT_EQ(MasterKey::FromRecoveryLines("# printed\n\n" + key.RecoveryForm())->id(), key.id());
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1)
    parts.push_back(lines.substr(at, lines.find('\n', at) - at));
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(MasterKey::FromRecoveryLines(parts[2] + "\n" + parts[0] + "\r\n" + parts[1])->id(),
            key.id());  // order is free
  int wrong = 0;
  for (std::size_t line = 0; line < 3; ++line) {
    EXPECT_NE(MasterKey::FromRecoveryLines(parts[line] + "\n" + parts[(line + 1) % 3])
                  .error()
                  .message.find("第 " + std::to_string((line + 2) % 3 + 1) + " 行"),
              std::string::npos);
    for (std::size_t at = 3; at < parts[line].size(); ++at) {  // every single slip of the pen is found in its line
      if (parts[line][at] == '-' || parts[line][at] == ' ') continue;
      auto typed = parts;
      typed[line][at] = typed[line][at] == '7' ? '8' : '7';
      const auto read = MasterKey::FromRecoveryLines(typed[0] + "\n" + typed[1] + "\n" + typed[2]);
      if (!read && read.error().message.find("第 " + std::to_string(line + 1) + " 行") != std::string::npos) ++wrong;
      EXPECT_FALSE(read);
    }
  }
  EXPECT_GE(wrong, 65);  // of 66; two check characters let one in 1,024 pass to the checksum of the whole
  EXPECT_FALSE(MasterKey::FromRecoveryLines(""));
  EXPECT_NE(MasterKey::FromRecoveryLines(parts[0] + "\n" + parts[1].substr(0, 20) + "\n" + parts[2])
                .error()
                .message.find("第 2 行"),
            std::string::npos);
}

}  // namespace
}  // namespace gq::crypto
