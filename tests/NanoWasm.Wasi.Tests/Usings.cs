// Namespaces that every test needs.
global using NanoWasm.Testing;
global using Xunit;
