global using PluginHost.Linux;
global using PluginHost.Testing;
global using PluginHost.Testing.Daemons;
global using PluginHost.Testing.Images;
global using Xunit;
