using System.Reflection;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.BuildingBlocks.Infrastructure.Mediation;

internal static class MediatorSetup
{
    private static readonly Type[] Scanned = [typeof(IRequestHandler<,>), typeof(INotificationHandler<>)];

    /// <summary>Registers MediatR with every handler and validator of the assemblies, internal ones included.</summary>
    public static void AddMediator(this IServiceCollection services, IReadOnlyList<Assembly> assemblies)
    {
        services.AddTransient<ServiceFactory>(provider => provider.GetService!);
        services.AddTransient<IMediator, Mediator>();
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        services.AddValidatorsFromAssemblies(assemblies, ServiceLifetime.Transient, includeInternalTypes: true);

        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false }))
        {
            foreach (var face in type.GetInterfaces().Where(IsScanned))
            {
                services.AddTransient(face, type);
            }
        }
    }

    private static bool IsScanned(Type face) => face.IsGenericType && Scanned.Contains(face.GetGenericTypeDefinition());
}
