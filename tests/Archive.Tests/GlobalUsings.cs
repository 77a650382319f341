global using Archive.Tests.Support;
global using Linux.Tests.Support;
global using PluginHost.Archive;
global using PluginHost.Linux;
global using Xunit;
