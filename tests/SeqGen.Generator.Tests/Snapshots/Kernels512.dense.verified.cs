// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using NotSupportedException = global::System.NotSupportedException;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using nuint = global::System.UIntPtr;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using Reduction = global::SeqGen.CompilerServices.Reduction;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    file sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Dense_One(ref weights, ref packed, ref work, inputs);
            Layers.Dense1_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Dense_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Dense1_Tile(ref weights, ref packed, ref work, inputs);
        }

        // No stream: the input has no steps.
        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs) => throw new NotSupportedException("Model cannot stream: the input has no steps.");

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Dense_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Dense1_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Dense1_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Dense_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>Dense(20, elu(0.3)), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = elu(0.3)(x . kernel + bias): [3] . [3 x 20]
                {
                    ref float x = ref inputs.Features;
                    ref float values = ref Unsafe.Add(ref work, OneBuffers.Dense_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c0a1 = V.LoadUnsafe(ref bias, 16);
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(x);
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 1));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a0);
                            c0a1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 80), c0a1);
                        }
                        {
                            V.StoreUnsafe(Elu(c0a0, 0.3f), ref values);
                            V.StoreUnsafe(Elu(c0a1, 0.3f), ref values, 16);
                        }
                    }
                }
            }

            /// <summary>Dense(5, softmax), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense1_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = softmax(x . kernel): [20] . [20 x 5]
                {
                    ref float x = ref Unsafe.Add(ref work, OneBuffers.Dense_Values);
                    ref float values = ref Unsafe.Add(ref work, OneBuffers.Dense1_Values);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense1_Kernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c0a0_1 = Vec.Zero;
                        Vec c0a0_2 = Vec.Zero;
                        Vec c0a0_3 = Vec.Zero;
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(x);
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 1));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 3));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 4));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 5));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 80), c0a0_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 6));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 96), c0a0_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 7));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 112), c0a0_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 8));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 128), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 9));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 144), c0a0_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 10));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 160), c0a0_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 11));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 176), c0a0_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 12));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 192), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 13));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 208), c0a0_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 14));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 224), c0a0_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 15));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 240), c0a0_3);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 16));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 256), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 17));
                            c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 272), c0a0_1);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 18));
                            c0a0_2 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 288), c0a0_2);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 19));
                            c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 304), c0a0_3);
                        }
                        c0a0 += c0a0_1;
                        c0a0 += c0a0_2;
                        c0a0 += c0a0_3;
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                    }
                }
                ref float probabilities = ref Unsafe.Add(ref work, OneBuffers.Dense1_Values);
                {
                    const int row = 0;
                    {
                        const int step = 0;
                        ref float logits = ref Unsafe.Add(ref probabilities, row * 16 + step * 16);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 5), 11).Fill(float.NegativeInfinity);
                        Vec largest = V.Create(float.NegativeInfinity);
                        {
                            largest = V.MaxNative(largest, V.LoadUnsafe(ref logits));
                        }
                        Vec max = V.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec exponential = Exp(V.LoadUnsafe(ref logits) - max, -69f);
                            total += exponential;
                            V.StoreUnsafe(exponential, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 5), 11).Fill(0f);
                        Vec scale = V.Create(1f / Reduction.Sum(total));
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref logits) * scale, ref logits);
                        }
                    }
                }
            }

            /// <summary>Dense(20, elu(0.3)), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = elu(0.3)(x . kernel + bias): [3] . [3 x 20]
                {
                    ref float x = ref inputs.Features;
                    ref float values = ref Unsafe.Add(ref work, TileBuffers.Dense_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c0a1 = V.LoadUnsafe(ref bias, 16);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c1a1 = V.LoadUnsafe(ref bias, 16);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c2a1 = V.LoadUnsafe(ref bias, 16);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c3a1 = V.LoadUnsafe(ref bias, 16);
                        nuint w = 0;
                        for (nuint k = 0; k < 3; k++, w += 32)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                            }
                        }
                        {
                            V.StoreUnsafe(Elu(c0a0, 0.3f), ref values);
                            V.StoreUnsafe(Elu(c0a1, 0.3f), ref values, 16);
                        }
                        {
                            V.StoreUnsafe(Elu(c1a0, 0.3f), ref values, 32);
                            V.StoreUnsafe(Elu(c1a1, 0.3f), ref values, 48);
                        }
                        {
                            V.StoreUnsafe(Elu(c2a0, 0.3f), ref values, 64);
                            V.StoreUnsafe(Elu(c2a1, 0.3f), ref values, 80);
                        }
                        {
                            V.StoreUnsafe(Elu(c3a0, 0.3f), ref values, 96);
                            V.StoreUnsafe(Elu(c3a1, 0.3f), ref values, 112);
                        }
                    }
                }
            }

            /// <summary>Dense(5, softmax), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense1_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = softmax(x . kernel): [20] . [20 x 5]
                {
                    ref float x = ref Unsafe.Add(ref work, TileBuffers.Dense_Values);
                    ref float values = ref Unsafe.Add(ref work, TileBuffers.Dense1_Values);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense1_Kernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c0a0_1 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c1a0_1 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c2a0_1 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        Vec c3a0_1 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 20; k += 2, w += 32)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 32));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 64));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 96));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                            }
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k + 1));
                                c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 33));
                                c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 65));
                                c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 97));
                                c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                            }
                        }
                        c0a0 += c0a0_1;
                        c1a0 += c1a0_1;
                        c2a0 += c2a0_1;
                        c3a0 += c3a0_1;
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref values, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref values, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref values, 48);
                        }
                    }
                }
                ref float probabilities = ref Unsafe.Add(ref work, TileBuffers.Dense1_Values);
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int step = 0;
                        ref float logits = ref Unsafe.Add(ref probabilities, row * 16 + step * 16);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 5), 11).Fill(float.NegativeInfinity);
                        Vec largest = V.Create(float.NegativeInfinity);
                        {
                            largest = V.MaxNative(largest, V.LoadUnsafe(ref logits));
                        }
                        Vec max = V.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec exponential = Exp(V.LoadUnsafe(ref logits) - max, -69f);
                            total += exponential;
                            V.StoreUnsafe(exponential, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 5), 11).Fill(0f);
                        Vec scale = V.Create(1f / Reduction.Sum(total));
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref logits) * scale, ref logits);
                        }
                    }
                }
            }

            /// <summary>Dense(20, elu(0.3)), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = elu(0.3)(x . kernel + bias): [3] . [3 x 20]
                {
                    ref float x = ref inputs.Features;
                    ref float values = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c0a1 = V.LoadUnsafe(ref bias, 16);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c1a1 = V.LoadUnsafe(ref bias, 16);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c2a1 = V.LoadUnsafe(ref bias, 16);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c3a1 = V.LoadUnsafe(ref bias, 16);
                        nuint w = 0;
                        for (nuint k = 0; k < 3; k++, w += 32)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                            }
                        }
                        {
                            V.StoreUnsafe(Elu(c0a0, 0.3f), ref values);
                            V.StoreUnsafe(Elu(c0a1, 0.3f), ref values, 16);
                        }
                        {
                            V.StoreUnsafe(Elu(c1a0, 0.3f), ref values, 32);
                            V.StoreUnsafe(Elu(c1a1, 0.3f), ref values, 48);
                        }
                        {
                            V.StoreUnsafe(Elu(c2a0, 0.3f), ref values, 64);
                            V.StoreUnsafe(Elu(c2a1, 0.3f), ref values, 80);
                        }
                        {
                            V.StoreUnsafe(Elu(c3a0, 0.3f), ref values, 96);
                            V.StoreUnsafe(Elu(c3a1, 0.3f), ref values, 112);
                        }
                    }
                }
            }

            /// <summary>Dense(20, elu(0.3)), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                ref float outputs = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values);
                // dz = dy * a'(z)
                {
                    for (int row = 0; row < 4; row++)
                    {
                        {
                            const int step = 0;
                            ref float dz = ref Unsafe.Add(ref sumsGradient, row * 32 + step * 32);
                            ref float y = ref Unsafe.Add(ref outputs, row * 32 + step * 32);
                            for (nuint i = 0; i < 32; i += 16)
                            {
                                Vec value = V.LoadUnsafe(ref y, i);
                                Vec slope = V.LoadUnsafe(ref dz, i);
                                V.StoreUnsafe(slope * V.ConditionalSelect(V.GreaterThan(value, Vec.Zero), V.Create(1f), value + V.Create(0.3f)), ref dz, i);
                            }
                        }
                    }
                }
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref inputs.Features;
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Kernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c0a1 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c1a1 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c2a1 = Vec.Zero;
                            for (int m = 0; m < 4; m++, left += 3, right += 32)
                            {
                                Vec d0 = V.LoadUnsafe(ref dz, right);
                                Vec d1 = V.LoadUnsafe(ref dz, right + 16);
                                Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, d1, c0a1);
                                Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                c1a1 = V.FusedMultiplyAdd(x1, d1, c1a1);
                                Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                c2a1 = V.FusedMultiplyAdd(x2, d1, c2a1);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c0a1 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                            V.StoreUnsafe(c1a1 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                            V.StoreUnsafe(c2a1 + V.LoadUnsafe(ref g, w + 80), ref g, w + 80);
                        }
                        w += 96;
                    }
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    Vec sum1 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 4; m++, right += 32)
                    {
                        sum0 += V.LoadUnsafe(ref sumsGradient, right);
                        sum1 += V.LoadUnsafe(ref sumsGradient, right + 16);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                    V.StoreUnsafe(sum1 + V.LoadUnsafe(ref biasGradient, 16), ref biasGradient, 16);
                }
                // dx = dz . kernel^T
                if (tile.WantInputGradient)
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_KernelTransposed);
                            Vec c0a0 = Vec.Zero;
                            Vec c0a0_1 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c1a0_1 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c2a0_1 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            Vec c3a0_1 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 20; k += 2, w += 32)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref dz, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref dz, k + 32));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref dz, k + 64));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref dz, k + 96));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                }
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                    Vec x0 = V.Create(Unsafe.Add(ref dz, k + 1));
                                    c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                    Vec x1 = V.Create(Unsafe.Add(ref dz, k + 33));
                                    c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                    Vec x2 = V.Create(Unsafe.Add(ref dz, k + 65));
                                    c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                    Vec x3 = V.Create(Unsafe.Add(ref dz, k + 97));
                                    c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                }
                            }
                            c0a0 += c0a0_1;
                            c1a0 += c1a0_1;
                            c2a0 += c2a0_1;
                            c3a0 += c3a0_1;
                            {
                                V.StoreUnsafe(c0a0, ref target);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref target, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref target, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref target, 48);
                            }
                        }
                    }
                }
            }

            /// <summary>Dense(5, softmax), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense1_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = softmax(x . kernel): [20] . [20 x 5]
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values);
                    ref float values = ref Unsafe.Add(ref work, TrainBuffers.Dense1_Values);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense1_Kernel);
                        Vec c0a0 = Vec.Zero;
                        Vec c0a0_1 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c1a0_1 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c2a0_1 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        Vec c3a0_1 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 20; k += 2, w += 32)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 32));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 64));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 96));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                            }
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k + 1));
                                c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 33));
                                c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 65));
                                c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 97));
                                c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                            }
                        }
                        c0a0 += c0a0_1;
                        c1a0 += c1a0_1;
                        c2a0 += c2a0_1;
                        c3a0 += c3a0_1;
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref values, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref values, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref values, 48);
                        }
                    }
                }
                ref float probabilities = ref Unsafe.Add(ref work, TrainBuffers.Dense1_Values);
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int step = 0;
                        ref float logits = ref Unsafe.Add(ref probabilities, row * 16 + step * 16);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 5), 11).Fill(float.NegativeInfinity);
                        Vec largest = V.Create(float.NegativeInfinity);
                        {
                            largest = V.MaxNative(largest, V.LoadUnsafe(ref logits));
                        }
                        Vec max = V.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec exponential = Exp(V.LoadUnsafe(ref logits) - max, -69f);
                            total += exponential;
                            V.StoreUnsafe(exponential, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 5), 11).Fill(0f);
                        Vec scale = V.Create(1f / Reduction.Sum(total));
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref logits) * scale, ref logits);
                        }
                    }
                }
            }

            /// <summary>Dense(5, softmax), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense1_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Dense1_OutputGradient);
                ref float outputs = ref Unsafe.Add(ref work, TrainBuffers.Dense1_Values);
                // dz = dy * a'(z)
                if (!tile.GradientIsOfLogits)
                {
                    for (int row = 0; row < 4; row++)
                    {
                        {
                            const int step = 0;
                            ref float dz = ref Unsafe.Add(ref sumsGradient, row * 16 + step * 16);
                            ref float y = ref Unsafe.Add(ref outputs, row * 16 + step * 16);
                            // dz = y (dy - sum(dy y))
                            Vec products = Vec.Zero;
                            {
                                products += V.LoadUnsafe(ref dz) * V.LoadUnsafe(ref y);
                            }
                            Vec inner = V.Create(Reduction.Sum(products));
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref y) * (V.LoadUnsafe(ref dz) - inner), ref dz);
                            }
                        }
                    }
                }
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values);
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense1_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Dense1_Kernel);
                        nuint w = 0;
                        for (nuint k = 0; k < 20; k += 5, w += 80)
                        {
                            nuint left = k, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            Vec c4a0 = Vec.Zero;
                            for (int m = 0; m < 4; m++, left += 32, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref dz, right);
                                Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, left + 3));
                                c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, left + 4));
                                c4a0 = V.FusedMultiplyAdd(x4, d0, c4a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                            V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                            V.StoreUnsafe(c4a0 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                        }
                    }
                }
                // dx = dz . kernel^T
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense1_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense1_KernelTransposed);
                            Vec c0a0 = Vec.Zero;
                            Vec c0a1 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c1a1 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c2a1 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            Vec c3a1 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 5; k++, w += 32)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                    Vec x0 = V.Create(Unsafe.Add(ref dz, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                    Vec x1 = V.Create(Unsafe.Add(ref dz, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                    Vec x2 = V.Create(Unsafe.Add(ref dz, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                    Vec x3 = V.Create(Unsafe.Add(ref dz, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref target);
                                V.StoreUnsafe(c0a1, ref target, 16);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref target, 32);
                                V.StoreUnsafe(c1a1, ref target, 48);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref target, 64);
                                V.StoreUnsafe(c2a1, ref target, 80);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref target, 96);
                                V.StoreUnsafe(c3a1, ref target, 112);
                            }
                        }
                    }
                }
            }

            /// <summary>x where x is positive, alpha (e^x - 1) elsewhere.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Elu(Vec x, float alpha) =>
                Normal(V.ConditionalSelect(V.GreaterThan(x, Vec.Zero), x, V.Create(alpha) * Expm1(V.MinNative(Vec.Zero, x))));

            /// <summary>e^x within 2 ulp: x = n ln 2 + r, |r| at most ln 2 / 2; e^r by a polynomial of degree 7; n is added to its exponent. Infinite above the largest float, zero below the least: by default e^-87.3, the smallest normal number.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Exp(Vec x, float least = -87.33654f)
            {
                Vec n = V.Floor(V.FusedMultiplyAdd(x, V.Create(1.44269504f), V.Create(0.5f)));
                Vec r = V.FusedMultiplyAdd(n, V.Create(-0.693359375f), x);
                r = V.FusedMultiplyAdd(n, V.Create(2.12194440e-4f), r);
                Vec p = V.FusedMultiplyAdd(V.Create(1.98756916e-4f), r, V.Create(1.39819994e-3f));
                p = V.FusedMultiplyAdd(p, r, V.Create(8.33345205e-3f));
                p = V.FusedMultiplyAdd(p, r, V.Create(4.16657962e-2f));
                p = V.FusedMultiplyAdd(p, r, V.Create(1.66666657e-1f));
                p = V.FusedMultiplyAdd(p, r, V.Create(0.5f));
                p = V.FusedMultiplyAdd(V.FusedMultiplyAdd(p, r, V.Create(1f)), r, V.Create(1f));
                p = V.AsSingle(V.AsInt32(p) + V.ShiftLeft(V.ConvertToInt32Native(n), 23));
                p = V.ConditionalSelect(V.GreaterThan(x, V.Create(88.72283f)), V.Create(float.PositiveInfinity), p);
                return V.ConditionalSelect(V.LessThan(x, V.Create(least)), Vec.Zero, p);
            }

            /// <summary>e^x - 1 for x at most 0, without cancellation near 0: a series of degree 7 above -0.35.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Expm1(Vec x)
            {
                Vec p = V.FusedMultiplyAdd(x, V.Create(1f / 5040), V.Create(1f / 720));
                p = V.FusedMultiplyAdd(p, x, V.Create(1f / 120));
                p = V.FusedMultiplyAdd(p, x, V.Create(1f / 24));
                p = V.FusedMultiplyAdd(p, x, V.Create(1f / 6));
                p = V.FusedMultiplyAdd(p, x, V.Create(0.5f));
                p = V.FusedMultiplyAdd(p * x, x, x);
                return V.ConditionalSelect(V.GreaterThan(x, V.Create(-0.35f)), p, Exp(x) - V.Create(1f));
            }

            /// <summary>x, or zero where it is subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Normal(Vec x) => V.ConditionalSelect(V.LessThan(V.Abs(x), V.Create(1.17549435e-38f)), Vec.Zero, x);
        }
    }
}
