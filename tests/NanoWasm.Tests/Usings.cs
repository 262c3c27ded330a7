// What every test uses.
global using NanoWasm.Testing;
global using Xunit;
