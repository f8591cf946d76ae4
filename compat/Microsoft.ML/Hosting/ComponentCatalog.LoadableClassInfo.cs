using System.Reflection;
using Microsoft.ML.Common;

namespace Microsoft.ML.Runtime;

public sealed partial class ComponentCatalog
{
    /// <summary>A loadable class and how to make an instance of it.</summary>
    internal sealed class LoadableClassInfo
    {
        // Five parameters, as in ML.NET: components outside it make instances through reflection.
        internal LoadableClassInfo(
            LoadableClassAttributeBase attr, MethodInfo getter, ConstructorInfo ctor, MethodInfo create, bool requireEnvironment)
        {
            Type = attr.InstanceType;
            LoaderType = attr.LoaderType;
            SignatureTypes = attr.SigTypes;
            LoadNames = attr.LoadNames;
            InstanceGetter = getter;
            Constructor = ctor;
            CreateMethod = create;
            RequireEnvironment = requireEnvironment;
        }

        public Type Type { get; }

        public Type LoaderType { get; }

        public IReadOnlyList<Type> SignatureTypes { get; }

        public IReadOnlyList<string> LoadNames { get; }

        public MethodInfo InstanceGetter { get; }

        public ConstructorInfo Constructor { get; }

        public MethodInfo CreateMethod { get; }

        public bool RequireEnvironment { get; }

        internal object CreateInstance(IHostEnvironment env, ModelLoadContext context)
        {
            object[] arguments = RequireEnvironment ? [env, context] : [context];
            try
            {
                if (InstanceGetter != null)
                    return InstanceGetter.Invoke(null, null);
                return Constructor != null ? Constructor.Invoke(arguments) : CreateMethod.Invoke(null, arguments);
            }
            catch (TargetInvocationException e) when (Check.IsMarked(e.InnerException))
            {
                throw Check.Mark(new InvalidOperationException("Error during class instantiation", e));
            }
        }
    }
}
