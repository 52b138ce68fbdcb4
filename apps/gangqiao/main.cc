#include "apps/gangqiao/commands.h"

int main(int argc, char** argv) { return gq::cli::Run("gangqiao", "0.1.0", gq::AllCommands(), argc, argv); }
