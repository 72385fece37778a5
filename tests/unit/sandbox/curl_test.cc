// What the sandbox is for above all: libcurl sends a POST a second time, by itself, when a reused connection
// dies before the answer. Here is the proof that the sandbox brings it about and that its book shows it.
#include <curl/curl.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "sandbox/sandbox.h"
#include "tests/unit/sandbox/running_sandbox.h"

namespace unpod::sandbox {
namespace {

class Curl : public RunningSandbox {
 protected:
  // The status of the answer, 0 without.
  long Create(const std::string& document_id) {
    const std::string body = OneDocument(document_id);
    const std::string url = sandbox().url() + "/api/v2/platform/spaces/SPACE/tasks/create/";
    curl_slist* headers = curl_slist_append(nullptr, "Authorization: Token abc");
    headers = curl_slist_append(headers, "Content-Type: application/json");
    curl_easy_setopt(curl_.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl_.get(), CURLOPT_COPYPOSTFIELDS, body.c_str());
    curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl_.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl_.get(), CURLOPT_TIMEOUT_MS, 10000L);
    curl_easy_setopt(curl_.get(), CURLOPT_WRITEFUNCTION, Discard);
    const CURLcode done = curl_easy_perform(curl_.get());
    curl_slist_free_all(headers);
    long status = 0;
    curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
    return done == CURLE_OK ? status : 0;
  }

 private:
  static size_t Discard(char*, size_t size, size_t count, void*) { return size * count; }

  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_{curl_easy_init(), curl_easy_cleanup};
};

TEST_F(Curl, SendsAPostTwiceWhenAReusedConnectionDies) {
  Script({.reused = true, .close = Close::kAfterRequest});
  EXPECT_EQ(Create("d1"), 200);
  EXPECT_EQ(Create("d2"), 200) << "libcurl reports one request that went well";
  EXPECT_EQ(sandbox().book().received, 3);
  EXPECT_EQ(sandbox().CountBy("document_id")["d2"].calls, 2) << "and two telephones rang";
}

TEST_F(Curl, SendsAPostOnceWhenANewConnectionDies) {
  Script({.close = Close::kAfterRequest});
  EXPECT_EQ(Create("d1"), 0);
  EXPECT_EQ(sandbox().book().received, 1);
}

}  // namespace
}  // namespace unpod::sandbox
