// Compiles the token, and writes its ABI and bytecode to the file that the argument names.
// The same sources give the same bytes: the versions of compiler and library are fixed, and the
// bytecode has no hash of its metadata.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";

const here = dirname(fileURLToPath(import.meta.url));
const input = {
  language: "Solidity",
  sources: { "DemoToken.sol": { content: readFileSync(join(here, "contracts/DemoToken.sol"), "utf8") } },
  settings: {
    evmVersion: "cancun",
    optimizer: { enabled: true, runs: 200 },
    metadata: { bytecodeHash: "none", appendCBOR: false },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
  },
};

function findImport(path) {
  try {
    return { contents: readFileSync(join(here, "node_modules", path), "utf8") };
  } catch (error) {
    return { error: error.message };
  }
}

const output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImport }));
const errors = (output.errors ?? []).filter((one) => one.severity === "error");
if (errors.length > 0) {
  console.error(errors.map((one) => one.formattedMessage).join("\n"));
  process.exit(1);
}
const token = output.contracts["DemoToken.sol"].DemoToken;
const artifact = { compiler: solc.version(), abi: token.abi, bytecode: "0x" + token.evm.bytecode.object };
writeFileSync(process.argv[2] ?? join(here, "../../src/main/resources/demo-chain/DemoToken.json"), JSON.stringify(artifact, null, 1) + "\n");
