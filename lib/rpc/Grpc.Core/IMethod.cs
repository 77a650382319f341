namespace Grpc.Core;

/// <summary>A method of a service without its message types.</summary>
public interface IMethod
{
    /// <summary>The shape of the call.</summary>
    MethodType Type { get; }

    /// <summary>The full name of the protobuf service, for example <c>containerd.services.version.v1.Version</c>.</summary>
    string ServiceName { get; }

    /// <summary>The bare name of the method.</summary>
    string Name { get; }

    /// <summary><c>/service/method</c>, which is also the path of the HTTP request.</summary>
    string FullName { get; }
}
