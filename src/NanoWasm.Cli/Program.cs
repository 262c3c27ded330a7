// The process: its streams and its exit code.
using NanoWasm.Cli;

Terminal terminal = Terminal.ForProcess();
int exitCode = CommandLineApp.Run(args, terminal);
terminal.Flush();
return exitCode;
