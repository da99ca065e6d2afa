import ArgumentParser
import HeapSandbox

@main
struct HeapSandboxCommand: ParsableCommand {
}
