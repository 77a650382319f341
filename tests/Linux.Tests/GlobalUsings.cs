global using Linux.Tests.Support;
global using PluginHost.Linux;
global using Xunit;
