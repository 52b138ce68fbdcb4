#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include "kits/http/server_fixture.h"

namespace gq::http {
namespace {

// A self-signed certificate for the test, on the curve that the manual recommends.
void WriteCertificate(const std::filesystem::path& chain, const std::filesystem::path& key_file) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_sign(certificate, key, EVP_sha256());
  FILE* out = std::fopen(chain.c_str(), "w");
  PEM_write_X509(out, certificate);
  std::fclose(out);
  out = std::fopen(key_file.c_str(), "w");
  PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(out);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

// Sends `request` over TLS and reads until the connection ends.
std::string AskOverTls(std::uint16_t port, const std::string& request, int version_max) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context, version_max);
  SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  SSL* tls = SSL_new(context);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      SSL_set_fd(tls, socket) == 1 && SSL_connect(tls) == 1) {
    SSL_write(tls, request.data(), static_cast<int>(request.size()));
    char buffer[4096];
    for (int got; (got = SSL_read(tls, buffer, sizeof buffer)) > 0;)
      answer.append(buffer, static_cast<std::size_t>(got));
  }
  SSL_free(tls);
  ::close(socket);
  SSL_CTX_free(context);
  return answer;
}

TEST_F(ServerTest, SpeaksTls) {
  options_.tls = {folder_ / "chain.pem", folder_ / "key.pem"};
  WriteCertificate(options_.tls.certificate_chain, options_.tls.private_key);
  Start();
  const std::string body(200000, 'x');
  const std::string request =
      "POST /echo HTTP/1.1\r\nHost: x\r\nX-Gangqiao: 1\r\nConnection: close\r\nContent-Length: 200000\r\n\r\n" + body;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const std::string answer = AskOverTls(port(), request, version);
    EXPECT_EQ(answer.rfind("HTTP/1.1 200 OK", 0), 0u);
    EXPECT_NE(answer.find("Strict-Transport-Security"), std::string::npos);
    ASSERT_GT(answer.size(), body.size());
    EXPECT_TRUE(answer.substr(answer.size() - body.size()) == body);
  }
  EXPECT_EQ(AskOverTls(port(), request, TLS1_1_VERSION), "");
  TestClient plain(port());  // somebody who forgot the s
  plain.SendRaw("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  plain.ReadUntil("HTTP", 500);
  EXPECT_EQ(AskOverTls(port(), request, TLS1_3_VERSION).rfind("HTTP/1.1 200 OK", 0), 0u);
}

TEST_F(ServerTest, ABadCertificateIsAClearError) {
  options_.tls = {folder_ / "chain.pem", folder_ / "key.pem"};
  std::ofstream(options_.tls.certificate_chain) << "nonsense";
  const auto server = Server::Start(options_, &router_, nullptr);
  ASSERT_FALSE(server);
  EXPECT_NE(server.error().message.find("证书"), std::string::npos);
}

}  // namespace
}  // namespace gq::http
